"""Fixtures every test may use: the real data root, and the demo county as a user would get it."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
DEMO_SECONDS: list[float] = []  # told at the end; judged in benchmarks, never here
REAL = Path(os.environ.get("HUZHU_REAL_DATA") or CHECKOUT.parent / "shared" / "data")


# What needs files, a store, a server, a county, a document or a browser, or walks the whole tree;
# the rest are unit tests (`make unit`).
SLOW = (
    "browser/", "real/", "test_demo.py", "test_notebooks.py", "test_flow.py", "test_layers.py",
    "dashboards/report/", "dashboards/test_cli.py", "dashboards/test_i18n.py",
    "dashboards/test_pages.py", "dashboards/test_rules.py", "dashboards/test_security.py",
    "dashboards/test_story.py", "dashboards/test_web.py", "risk/demo/", "risk/test_intake.py",
    "risk/ledger/test_ledger_files.py", "risk/ledger/test_ledger_invariant.py",
    "risk/ledger/test_ledger_sheets.py", "risk/operations/", "risk/warehouse/",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark slow tests by where they stand."""
    tests = Path(__file__).parent
    for item in items:
        if item.path.relative_to(tests).as_posix().startswith(SLOW):
            item.add_marker(pytest.mark.slow)


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


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The bundle made, unpacked and installed, the last two with the network off."""
    home = tmp_path_factory.mktemp("office")
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
    offline = network_off()
    unpacked = home / bundle.name.removesuffix(".tar")
    done = subprocess.run(
        [*offline, unpacked / "install", "env"],
        cwd=home,
        env={**os.environ, "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    shutil.rmtree(unpacked)
    return Installed(home, home / "env" / "bin" / "huzhu", offline)


@dataclass(frozen=True)
class Demo:
    """The demo county as the installed command built it."""

    folder: Path
    printed: dict[str, object]
    seconds: float


@pytest.fixture(scope="session")
def demo(installed: Installed) -> Demo:
    """The whole demo, cold (nothing compiled yet), with the network off."""
    start = time.perf_counter()
    done = installed.run("demo", "county", "--no-serve", "--json")
    seconds = time.perf_counter() - start
    DEMO_SECONDS.append(seconds)
    return Demo(installed.home / "county", json.loads(done.stdout), seconds)


@pytest.fixture(scope="session")
def county(request: pytest.FixtureRequest) -> Path:
    """A demo workspace to look at: HUZHU_WORKSPACE if set (quick), else the one just built."""
    given = os.environ.get("HUZHU_WORKSPACE")
    if given:
        return Path(given).resolve()
    built: Demo = request.getfixturevalue("demo")
    return built.folder


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
    for seconds in DEMO_SECONDS:
        terminalreporter.write_line(f"the whole demo, nothing compiled before: {seconds:.0f} s")
