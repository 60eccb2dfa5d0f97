"""The command line is a contract: one line and exit 2 for a refusal, one JSON object on request."""

import json
import subprocess
import sys
import zipfile

import openpyxl
import pytest
from click.testing import CliRunner
from tiny_world import load_tiny_world, write_tiny_world

from dashboards.cli import build
from risk.warehouse import open_version


def run(*arguments: object, text: str | None = None):
    """Run the command in this process."""
    return CliRunner().invoke(build("zh"), [str(a) for a in arguments], input=text)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A loaded tiny world; verbs that write get their own."""
    return load_tiny_world(tmp_path_factory.mktemp("cli"))[0]


def test_init_then_load_all_as_a_new_user(tmp_path):
    """init, load --all, load again: stored, exit 1 for its two rejects, then nothing new."""
    tiny = write_tiny_world(tmp_path)
    office = tmp_path / "office"
    made = run("init", office, "--county", tiny.ws.county_file)
    assert made.exit_code == 0, made.output
    assert (tmp_path / "office.key").stat().st_mode & 0o777 == 0o600
    first = run("load", "--all", tiny.ledgers, "-w", office, "--json")
    assert first.exit_code == 1
    told = json.loads(first.stdout)
    assert told["rows_in"] == told["rows_stored"] + told["rows_rejected"]
    assert told["rows_rejected"] == tiny.facts.rejected
    again = json.loads(run("load", "--all", tiny.ledgers, "-w", office, "--json").stdout)
    assert (again["changed"], again["version"]) == (False, told["version"])


def test_init_twice_is_refused(world, tmp_path):
    """A workspace is never overwritten."""
    done = run("init", world.ws.root, "--county", world.ws.county_file)
    assert done.exit_code == 2
    assert "is a workspace already" in done.stderr


def test_templates_are_written(tmp_path):
    """One empty ledger a kind, each opens."""
    told = json.loads(run("templates", tmp_path / "empty", "--json").stdout)
    assert len(told["files"]) >= 25
    assert openpyxl.load_workbook(told["files"][0]).sheetnames


def test_rejected_rows_come_back_and_load_again(tmp_path):
    """Export, correct the date, load: the row is stored."""
    tiny, office = write_tiny_world(tmp_path), tmp_path / "office"
    run("init", office, "--county", tiny.ws.county_file)
    run("load", "--all", tiny.ledgers, "-w", office)
    done = run("rejects", "-w", office, "--export", tmp_path / "b.xlsx", "--json")
    told = json.loads(done.stdout)
    assert len(told["rejects"]) == 2
    books = [openpyxl.load_workbook(path) for path in told["exported"]]
    book = next(b for b in books if "保险止期" in [cell.value for cell in b.active[1]])
    headings = [cell.value for cell in book.active[1]]
    assert "退回原因" in headings
    book.active.cell(2, headings.index("保险止期") + 1).value = "2025-12-31"
    book.save(tmp_path / "承保清单_改.xlsx")
    done = run("load", "policy", tmp_path / "承保清单_改.xlsx", "-w", office, "--check", "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["rows_stored"] == 1


WRONG = {
    "empty.csv": b"",
    "binary.csv": bytes(range(256)) * 40,
    "not_excel.xlsx": b"just text",
    "locked.xlsx": bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 4096,
    "other.csv": "甲,乙\n1,2\n".encode(),
    "huge.csv": "保单号,保险起期,保险止期,户编号\nP1,2024-01-01,2024-12-31,".encode()
    + b"x" * 10_000_000,
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_gets_one_clear_line(world, tmp_path, name):
    """Empty, binary, no workbook, password, foreign headings, a 10 MB cell: one line, exit 2."""
    path = tmp_path / name
    path.write_bytes(WRONG[name])
    done = run("load", "policy", path, "-w", world.ws.root)
    assert done.exit_code == 2, done.output
    refusal = [line for line in done.stderr.splitlines() if not line.startswith("[")]
    assert len(refusal) == 1, refusal
    assert name in refusal[0]
    assert len(refusal[0]) < 400


def test_a_wrong_sheet_gets_one_clear_line(world, tmp_path):
    """A sheet that is not there is named with those that are."""
    book = openpyxl.Workbook()
    book.active.title = "清单"
    book.active.append(["保单号", "保险起期", "保险止期", "户编号"])
    book.active.append(["P1", "2024-01-01", "2024-12-31", "H1"])
    book.save(tmp_path / "p.xlsx")
    done = run("load", "policy", tmp_path / "p.xlsx", "--sheet", "别处", "-w", world.ws.root)
    assert done.exit_code == 2
    assert "清单" in done.stderr


def test_an_unknown_kind_lists_the_kinds(world, tmp_path):
    """The remedy names what may be loaded."""
    done = run("load", "polizza", tmp_path / "x.csv", "-w", world.ws.root)
    assert done.exit_code == 2
    assert "policy" in done.stderr


def test_no_workspace_is_refused_in_one_line(tmp_path):
    """Outside a workspace every verb says what is missing and how to make it."""
    for verb in (["history"], ["score"], ["serve"], ["rejects"], ["verify"]):
        done = run(*verb, "-w", tmp_path)
        assert done.exit_code == 2, (verb, done.output)
        assert "county.toml" in done.stderr or "huzhu load" in done.stderr, (verb, done.stderr)


def test_history_score_surge_plan_print_one_object(world):
    """Each verb of the model prints exactly one JSON object."""
    for verb, key in (
        (["history"], "by_year"),
        (["score", "--evaluate"], "metrics"),
        (["surge", "storm_severe"], "by_day"),
        (["plan", "storm_severe"], "totals_by_day"),
        (["chain", "storm_severe"], "binding"),
    ):
        done = run(*verb, "-w", world.ws.root, "--json")
        assert done.exit_code == 0, (verb, done.stderr)
        assert json.loads(done.stdout)[key], verb


def test_an_evaluation_is_kept_with_the_scores(world):
    """All measures and verdicts are told and stored; scoring again without them adds no version."""
    done = run("score", "--evaluate", "-w", world.ws.root, "--json", "--lang", "en")
    told = json.loads(done.stdout)
    assert {"metrics", "held_out", "coverage", "calibration", "verdicts"} <= set(told)
    assert {v["scheme"] for v in told["verdicts"]} >= {"year"}
    assert all("judged on" in v["lines"][0] for v in told["verdicts"])
    with open_version(world.ws) as warehouse:
        stored = json.loads(warehouse.scores()[0]["metrics"])
    assert stored["models"]
    assert ("held_out" in stored) == bool(told["held_out"])
    again = run("score", "-w", world.ws.root, "--json")
    assert json.loads(again.stdout)["version"] == told["version"]
    people = run("score", "--evaluate", "-w", world.ws.root, "--lang", "en").output
    assert told["verdicts"][0]["lines"][0] in people


def test_people_get_tables_in_their_language(world):
    """Without --json the same verbs speak to people."""
    assert "合同年" in run("history", "-w", world.ws.root).output
    assert "contract year" in run("history", "-w", world.ws.root, "--lang", "en").output


def test_an_unknown_scenario_lists_the_known_ones(world):
    """The remedy names the presets."""
    done = run("surge", "tsunami", "-w", world.ws.root)
    assert done.exit_code == 2
    assert "storm_severe" in done.stderr


def test_users_versions_verify_backup_restore(tmp_path):
    """An office's upkeep: users, versions and rollback, verify, backup and restore."""
    world = load_tiny_world(tmp_path)[0]
    root = world.ws.root
    assert (
        run("users", "add", "li", "--role", "manager", "-w", root, text="right-horse-9\n").exit_code
        == 0
    )
    assert run("users", "add", "wu", "-w", root, text="short\n").exit_code == 2
    listed = json.loads(run("users", "list", "-w", root, "--json").stdout)["users"]
    assert [(u["name"], u["role"]) for u in listed] == [("li", "manager")]
    assert run("users", "passwd", "li", "-w", root, text="other-horse-9\n").exit_code == 0
    assert run("users", "disable", "li", "-w", root).exit_code == 0
    scored = json.loads(run("score", "-w", root, "--json").stdout)["version"]
    names = [
        v["name"] for v in json.loads(run("versions", "-w", root, "--json").stdout)["versions"]
    ]
    assert scored in names
    assert len(names) == 2
    assert run("rollback", next(n for n in names if n != scored), "-w", root).exit_code == 0
    assert run("verify", "-w", root).exit_code == 0
    assert run("backup", tmp_path / "b.zip", "-w", root).exit_code == 0
    assert not [n for n in zipfile.ZipFile(tmp_path / "b.zip").namelist() if n.endswith(".key")]
    assert run("restore", tmp_path / "b.zip", "-w", tmp_path / "again").exit_code == 0
    assert (tmp_path / "again" / "warehouse" / "CURRENT").exists()


def test_demo_refuses_a_folder_that_is_not_its_own(tmp_path):
    """A folder with other things in it is left alone."""
    (tmp_path / "letter.txt").write_text("mine")
    done = run("demo", tmp_path, "--no-serve")
    assert done.exit_code == 2
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


def test_demo_refuses_another_seed(tmp_path):
    """A county made from one seed is not shown as another's."""
    (tmp_path / "county.toml").write_text('[county]\nname = "x"\ncode = "1"\nsynthetic = true\n')
    (tmp_path / "SEED").write_text("1\n")
    done = run("demo", tmp_path, "--seed", "2", "--no-serve")
    assert done.exit_code == 2
    assert "seed 1" in done.stderr


def test_serve_refuses_a_public_address(world):
    """Only loopback until access checks of a later step pass."""
    done = run("serve", "--host", "0.0.0.0", "-w", world.ws.root)
    assert done.exit_code == 2
    assert "127.0.0.1" in done.stderr


def test_help_of_reports_names_every_kind_and_imports_none():
    """Kinds and what each minds are those there are; their help is had without the engine."""
    from dashboards.cli.reports import KINDS as NAMED
    from dashboards.report.asked import KINDS

    assert {name: tuple(minds) for name, minds in NAMED.items()} == {
        name: kind.minds for name, kind in KINDS.items()
    }
    assert list(NAMED) == list(KINDS)
    said = (
        "import sys; from dashboards.cli import build; "
        "from click.testing import CliRunner; "
        "done = CliRunner().invoke(build('en'), ['report', 'annual', '--help']); "
        "assert done.exit_code == 0, done.output; "
        "print([m for m in sys.modules if m.startswith(('dashboards.report', 'risk.flow'))])"
    )
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
