"""Places on the command line: decide what a name means, locate again, compare two code lists."""

import json
from datetime import datetime
from functools import partial

import pandas as pd
import pytest
from click.testing import CliRunner
from tiny_world import VILLAGE, claim, load_tiny_world, write_csv

from dashboards.cli import build
from risk.warehouse import open_version


def run(*arguments: object, lang: str = "zh"):
    """Run the command in this process."""
    return CliRunner().invoke(build(lang), [str(a) for a in arguments])


def told(*arguments: object) -> dict[str, object]:
    """The one JSON object of a command that went well."""
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A tiny world with a claim whose village nobody knows."""
    world = load_tiny_world(tmp_path_factory.mktemp("cli"))[0]
    path = world.ledgers.parent / "理赔台账_新.csv"
    write_csv(path, [claim(50, 0, datetime(2025, 12, 1, 10), "火灾", 村名="老营盘")])
    assert run("load", "claim", path, "-w", world.ws.root).exit_code == 0
    return world.ws


def village_of(ws, number: str) -> list[object]:
    """Quality and village of one claim."""
    with open_version(ws) as warehouse:
        query = "SELECT match_quality, region_code_now FROM claim WHERE claim_id = ?"
        return warehouse.frame(query, [number]).iloc[0].tolist()


def test_a_name_is_decided_listed_applied_and_taken_back(office):
    """alias add → list → relocate → found; alias remove → relocate → township again."""
    where = ("-w", office.root)
    assert village_of(office, "C50")[0] == "township"
    said = run("alias", "add", "老营盘", VILLAGE[2], "--township", "西乡", *where)
    assert said.exit_code == 0
    assert "西乡 老营盘 认定为 丙村" in said.stdout
    (alias,) = told("alias", "list", *where)["aliases"]
    assert (alias["township_name"], alias["region_code"]) == ("西乡", VILLAGE[2])
    done = told("relocate", *where)
    assert (done["changed"], done["rows"]) == (True, {"claim": 1})
    assert village_of(office, "C50") == ["names", VILLAGE[2]]
    assert told("relocate", *where)["changed"] is False
    told("alias", "remove", "老营盘", "--township", "西乡", *where)
    assert "赔案变动 1 行" in run("relocate", *where).stdout
    assert village_of(office, "C50")[0] == "township"
    again = run("alias", "remove", "老营盘", "--township", "西乡", *where, lang="en")
    assert again.exit_code == 2
    assert "no alias 西乡/老营盘" in again.stderr


def test_a_code_that_is_no_village_is_refused_in_one_line(office):
    """Nothing is kept."""
    done = run("alias", "add", "老营盘", "1", "-w", office.root)
    assert done.exit_code == 2
    assert "1 is no village of the map" in done.stderr
    assert told("alias", "list", "-w", office.root)["aliases"] == []


OLD = [("990001101", "西乡"), ("990001101201", "甲村"), ("990001101202", "乙村"),
       ("990001101203", "丙村")]  # fmt: skip
NEW = [("990001101", "西乡"), ("990001101201", "甲村"), ("990001101209", "乙村"),
       ("990001101204", "新村")]  # fmt: skip


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_two_lists_become_a_crosswalk_to_load(office, tmp_path, suffix):
    """The re-coded village stands in it, what found no partner beside it; it loads as it is."""
    for name, rows in (("old", OLD), ("new", NEW)):
        write_csv(tmp_path / f"{name}.csv", [{"代码": c, "名称": n} for c, n in rows])
    out = tmp_path / f"代码对照.{suffix}"
    done = told("crosswalk", tmp_path / "old.csv", tmp_path / "new.csv", out)
    assert (done["rows"], done["unpaired"], done["refused"]) == (1, 2, 0)
    assert sum(count["rows"] for count in done["counts"]) == 5
    read = pd.read_csv if suffix == "csv" else partial(pd.read_excel, engine="calamine")
    table = read(out, dtype=str)
    assert table[["旧代码", "新代码", "新名称"]].to_numpy().tolist() == [
        ["990001101202", "990001101209", "乙村"]
    ]
    rest = read(done["unpaired_file"], dtype=str)
    assert set(rest["旧名称"].dropna()) | set(rest["新名称"].dropna()) == {"丙村", "新村"}
    checked = run("load", "crosswalk", out, "--check", "-w", office.root, "--json")
    assert json.loads(checked.stdout)["rows_stored"] == 1


def test_a_crosswalk_of_another_format_is_refused(tmp_path):
    """Before anything is read."""
    done = run("crosswalk", tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "c.txt")
    assert done.exit_code == 2
    assert "name a .csv or .xlsx file" in done.stderr
