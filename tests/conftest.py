"""Fixtures every test may use: the real data root, and the demo county as a user would get it.

Tests run in one process (``pytest``) or in several (``pytest -n 2``, what ``make test`` does). Then
a file's tests stay together; bundle, installation and demo county are made once for all processes.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "")  # gw0, gw1, …; empty if there is only one
if PROCESS not in ("", "gw0"):
    # numba's cache bears one writer; set before anything imports numba, kept for the next run
    os.environ["NUMBA_CACHE_DIR"] = str(Path(__file__).parent / "__pycache__" / f"numba-{PROCESS}")
DEMO_SECONDS: list[float] = []  # told at the end; judged in benchmarks, never here
REAL = Path(os.environ.get("HUZHU_REAL_DATA") or CHECKOUT.parent / "shared" / "data")


# What needs files, a store, a server, a county, a document or a browser, or walks the whole tree;
# the rest are unit tests (`make unit`).
SLOW = (
    "browser/", "real/", "test_demo.py", "test_notebooks.py", "test_flow.py", "test_layers.py",
    "dashboards/report/", "dashboards/test_cli", "dashboards/test_i18n.py",
    "dashboards/test_pages.py", "dashboards/test_rules.py", "dashboards/test_security.py",
    "dashboards/test_story.py", "dashboards/test_web.py", "risk/demo/",
    "risk/geography/test_grid.py", "risk/test_intake",
    "risk/ledger/test_ledger_files.py", "risk/ledger/test_ledger_invariant.py",
    "risk/ledger/test_ledger_sheets.py", "risk/operations/", "risk/views/",
    "risk/warehouse/",
)  # fmt: skip
COUNTY = {"installed", "demo", "given_county"}  # what asks for these needs the demo county made


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark slow tests by where they stand; several processes take the long files first."""
    tests = Path(__file__).parent
    for item in items:
        if item.path.relative_to(tests).as_posix().startswith(SLOW):
            item.add_marker(pytest.mark.slow)
    if PROCESS:
        turns = turns_of_files(items)
        items.sort(key=lambda item: turns[item.path])


def turns_of_files(items: list[pytest.Item]) -> dict[Path, int]:
    """When each file comes up: files are handed out in this order to whichever process is free.

    The demo county takes longest to make: the file with most tests on it opens. The other files on
    it come once the slow tests without it are done, lest a process wait for the county; unit tests
    fill the end.
    """
    on_county = Counter(i.path for i in items if COUNTY.intersection(i.fixturenames))
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    turns = {i.path: 2 if i.path in on_county else 1 if i.path in slow else 3 for i in items}
    for opening, _ in on_county.most_common(1):
        turns[opening] = 0
    return turns


@pytest.fixture(scope="session")
def real_data() -> Callable[[str], Path]:
    """Folder of a real data set by name; skips with the reason where it is absent."""

    def folder(name: str) -> Path:
        path = REAL / name
        if not path.is_dir():
            pytest.skip(f"real data set {name} is not at {REAL} (set HUZHU_REAL_DATA)")
        return path

    return folder


@dataclass(frozen=True)
class Installed:
    """huzhu as a user without network has it: installed from the bundle, outside the checkout."""

    home: Path
    huzhu: Path
    offline: tuple[str, ...]

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run the command with the network off, in a folder that is not the checkout."""
        done = subprocess.run(
            [*self.offline, str(self.huzhu), *arguments],
            cwd=self.home,
            env={"PATH": os.environ["PATH"], "HOME": str(self.home), "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert not check or done.returncode in (0, 1), done.stderr[-4000:]
        return done


def network_off() -> tuple[str, ...]:
    """A prefix that runs a command without any network, or nothing where that is not allowed."""
    prefix = ("unshare", "--net")
    if not shutil.which("unshare"):
        return ()
    allowed = subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
    return prefix if allowed else ()


Making = Callable[[Path], dict[str, Any]]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Making], dict[str, Any]]:
    """Makes a thing in a folder of its own for all processes; those that come later wait for it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if PROCESS else base

    def made(name: str, make: Making) -> dict[str, Any]:
        folder, told = shared / name, shared / f"{name}.json"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not told.exists():
                shutil.rmtree(folder, ignore_errors=True)  # what a failed making left
                folder.mkdir()
                told.write_text(json.dumps(make(folder)))
        return dict(json.loads(told.read_text()))

    return made


def install_bundle(home: Path) -> dict[str, Any]:
    """Make the bundle, unpack it and install it, the last two with the network off."""
    made = subprocess.run(
        [CHECKOUT / ".ci" / "bundle", sys.executable, str(home)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr[-4000:]
    bundle = Path(made.stdout.strip().splitlines()[-1])
    subprocess.run(["tar", "-xf", bundle, "-C", home], check=True)
    bundle.unlink()
    unpacked = home / bundle.name.removesuffix(".tar")
    done = subprocess.run(
        [*network_off(), unpacked / "install", "env"],
        cwd=home,
        env={**os.environ, "PYTHON": sys.executable, "HUZHU_COMPILE": "no"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    shutil.rmtree(unpacked)
    return {"home": str(home)}


@pytest.fixture(scope="session")
def installed(once: Callable[[str, Making], dict[str, Any]]) -> Installed:
    """The installed command."""
    home = Path(once("office", install_bundle)["home"])
    return Installed(home, home / "env" / "bin" / "huzhu", network_off())


@dataclass(frozen=True)
class Demo:
    """The demo county as the installed command built it, and a copy nobody touches."""

    folder: Path
    printed: dict[str, object]
    seconds: float
    kept: Path


@pytest.fixture(scope="session")
def demo(once: Callable[[str, Making], dict[str, Any]], installed: Installed) -> Demo:
    """The whole demo, cold (nothing compiled yet), with the network off."""

    def build(kept: Path) -> dict[str, Any]:
        start = time.perf_counter()
        done = installed.run("demo", "county", "--no-serve", "--json")
        seconds = time.perf_counter() - start
        DEMO_SECONDS.append(seconds)
        copy_county(installed.home, kept)
        return {"printed": json.loads(done.stdout), "seconds": seconds, "kept": str(kept)}

    told = once("demo", build)
    folder = installed.home / "county"
    return Demo(folder, told["printed"], told["seconds"], Path(told["kept"]))


def copy_county(source: Path, target: Path) -> None:
    """Copy the workspace ``county`` and the key beside it into another folder."""
    shutil.copytree(source / "county", target / "county")
    shutil.copy2(source / "county.key", target)


@pytest.fixture(scope="session")
def given_county() -> Path | None:
    """The workspace HUZHU_WORKSPACE names, if it does: quick, nothing is built."""
    given = os.environ.get("HUZHU_WORKSPACE")
    return Path(given).resolve() if given else None


@pytest.fixture(scope="session")
def county(
    request: pytest.FixtureRequest,
    given_county: Path | None,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A demo workspace to look at and work in: the one given, else this process's own copy."""
    if given_county:
        return given_county
    built: Demo = request.getfixturevalue("demo")
    folder = tmp_path_factory.mktemp("own")
    copy_county(built.kept, folder)
    return folder / "county"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """One of several processes tells the one that writes the summary what it measured."""
    if PROCESS:
        session.config.workeroutput["demo_seconds"] = DEMO_SECONDS


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what one of several processes measured."""
    DEMO_SECONDS.extend(node.workeroutput["demo_seconds"])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many real-data tests ran and how many were skipped."""
    ran = skipped = 0
    for outcome, reports in terminalreporter.stats.items():
        for report in reports:
            nodeid = getattr(report, "nodeid", "")
            if not nodeid.startswith("tests/real/"):
                continue
            if outcome == "skipped":
                skipped += 1
            elif getattr(report, "when", "") == "call":
                ran += 1
    terminalreporter.write_line(f"tests on real data: {ran} ran, {skipped} skipped")
    beside = ", other tests beside it" if terminalreporter.config.getoption("tx", None) else ""
    for seconds in DEMO_SECONDS:
        terminalreporter.write_line(
            f"the whole demo, nothing compiled before{beside}: {seconds:.0f} s"
        )
