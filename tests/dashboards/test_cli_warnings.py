"""Warnings on the command line: a line each, broken files told, the rest still read."""

import json

import pytest
from click.testing import CliRunner
from tiny_world import load_tiny_world

from dashboards.cli import build
from risk.warehouse import open_version

CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{name}</identifier>
<sender>县气象台</sender><sent>2025-07-01T{hour}:00:00+08:00</sent><status>Actual</status>
<msgType>{kind}</msgType><scope>Public</scope>{references}
<info><language>zh-CN</language><category>Met</category><event>暴雨</event>
<urgency>Immediate</urgency><severity>Severe</severity><certainty>Likely</certainty>
<headline>发布暴雨橙色预警信号</headline>
<area><areaDesc>全县</areaDesc></area></info></alert>
"""
REFERENCES = "<references>县气象台,one,2025-07-01T10:00:00+08:00</references>"


def run(*arguments: object, lang: str = "zh"):
    return CliRunner().invoke(build(lang), ["warnings", *map(str, arguments)])


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    return load_tiny_world(tmp_path_factory.mktemp("warned"))[0].ws


@pytest.fixture
def folder(tmp_path):
    texts = {
        "a.xml": CAP.format(name="one", hour=10, kind="Alert", references=""),
        "b.xml": CAP.format(name="two", hour=12, kind="Cancel", references=REFERENCES),
        "c.txt": "县气象台2025年7月1日9时发布大风蓝色预警信号：预计未来24小时全县有大风。",
        "d.xml": "<alert",
    }
    for name, words in texts.items():
        (tmp_path / name).write_text(words, "utf-8")
    return tmp_path


def told(folder, ws, at: str):
    done = run(folder, "-w", ws.root, "--at", at, "--json")
    assert done.exit_code == 1, done.output  # one file is broken
    return json.loads(done.stdout)


def test_each_warning_is_told_with_its_state_and_what_lies_inside(folder, ws):
    with open_version(ws) as warehouse:
        villages = (warehouse.regions()["level"] == "village").sum()
    during, after = told(folder, ws, "2025-07-01T11:00"), told(folder, ws, "2025-07-01T13:00")
    assert [w["state"] for w in during["warnings"]] == ["in_force", "in_force"]
    assert [w["state"] for w in after["warnings"]] == ["cancelled", "cancelled"]
    first = during["warnings"][0]
    assert (first["signal"], first["colour"], first["villages"]) == (
        "rainstorm",
        "orange",
        villages,
    )
    assert first["houses"]["least"] <= first["houses"]["best"] <= first["houses"]["most"]


def test_words_are_offered_for_a_person_to_confirm(folder, ws):
    (candidate,) = told(folder, ws, "2025-07-01T11:00")["to_confirm"]
    assert (candidate["signal"], candidate["colour"]) == ("gale", "blue")
    assert (candidate["issued_at"], candidate["valid_until"]) == (
        "2025-07-01T09:00:00", "2025-07-02T09:00:00",
    )  # fmt: skip


def test_a_broken_file_is_one_line_and_the_exit_status_one(folder, ws):
    done = run(folder, "-w", ws.root, "--at", "2025-07-01T11:00")
    assert done.exit_code == 1
    assert "读不了：d.xml, line 1: " in done.stdout
    assert "a.xml：暴雨 橙色，生效中" in done.stdout
    whole = run(folder / "a.xml", "-w", ws.root, "--at", "2025-07-01T11:00")
    assert whole.exit_code == 0


def test_a_day_no_policy_reaches_is_told(folder, ws):
    done = run(folder / "a.xml", "-w", ws.root, "--at", "2039-01-01", "--lang", "en")
    assert "no policy in the data reaches 2039-01-01" in done.stdout


def test_a_path_that_is_not_there_is_refused(ws, tmp_path):
    done = run(tmp_path / "none.xml", "-w", ws.root)
    assert done.exit_code == 2
    assert "no such file or folder" in done.stderr
