"""``huzhu routes``: days to play again, routes of a day, files, refusals."""

import json

import openpyxl
import pytest
from click.testing import CliRunner
from lxml import etree

from dashboards.cli import build

EVENT = "E1"
STORM = ("2024-07-10", "--replay", EVENT, "--at", "16:10", "--seconds", 0.2)


@pytest.fixture
def run(tiny_ws):
    """Runs the verb on the tiny world."""

    def done(*arguments: object, lang: str = "en"):
        words = ["routes", "-w", str(tiny_ws.root), *map(str, arguments)]
        return CliRunner().invoke(build(lang), words)

    return done


def told(done):
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_without_arguments_the_days_to_play_again_come_first(run):
    """What waits on the last day, the storm, and the very words that play it."""
    listed = told(run("--json"))
    assert (listed["last_day"], listed["waiting"]) == ("2025-12-31", 2)
    assert [(d["day"], d["event_id"], d["claims"]) for d in listed["days"]] == [
        ("2024-07-10", EVENT, 20)
    ]
    assert "huzhu routes 2024-07-10 --replay E1" in run().stdout
    assert "可重演任一天" in run(lang="zh").stdout


def test_a_live_day_routes_what_waits(run):
    """Two claims two months overdue, three crews: all told, nothing certain, progress aside."""
    done = run("2026-01-01", "--json", "--seconds", 0.2)
    day = told(done)
    assert (day["origin"], day["claims"], day["crews"], day["left_out"]) == ("live", 2, 3, 0)
    assert {s["claim_id"] for s in day["stops"]} == {"C39", "C40"}
    assert (day["late"], day["unserved"], day["to_come"]) == (2, 0, None)
    assert all(0 <= (row["p_hi"] or 0) < 1 for row in day["chance"])
    assert {row["claim_id"] for row in day["why"]} == {"C39", "C40"}
    assert sum(row["all"] for row in day["causes"]) == 2
    assert "routes" in done.stderr
    assert done.stdout.count("\n") == 1


def test_a_replay_begins_at_its_moment_and_is_played(run, monkeypatch):
    """Ten claims known at 16:10, ten to come; each crew's stops in order, on time of day.

    Played to the end beside the ledger, in which five of the twenty were reached too late.
    """
    monkeypatch.setattr("dashboards.cli.routes.PLAY_POLISH_S", 0.05)
    day = told(run(*STORM, "--json", "--play"))
    assert (day["name"], day["claims"], day["to_come"]) == ("七月大风", 10, 10)
    assert day["synthetic"]
    by_crew = {}
    for stop in day["stops"]:
        by_crew.setdefault(stop["crew_id"], []).append(stop)
    for stops in by_crew.values():
        assert [s["seq"] for s in stops] == list(range(1, len(stops) + 1))
        assert stops[0]["leave_min"] >= 970.0
        ends = [s["finish_min"] for s in stops]
        assert all(a <= s["leave_min"] for a, s in zip(ends, stops[1:], strict=False))
    kept = {row["tier"]: row for row in day["played"]["kept"]}
    assert {tier: row["claims"] for tier, row in kept.items()} == {
        "all": 20, "town": 10, "rural": 10,
    }  # fmt: skip
    assert (kept["all"]["open"], kept["all"]["then_in_time"]) == (0, 15)


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "兑现承诺的可能性"), ("en", "Chance of keeping")]
)
def test_people_read_tables_in_their_language(run, lang, words):
    """No key and no code is left in what is printed."""
    done = run(*STORM, lang=lang)
    assert done.exit_code == 0, done.output
    assert words in done.stdout
    assert "甲村" in done.stdout
    assert "routes." not in done.stdout
    assert "nobody_" not in done.stdout


def test_files_carry_nothing_personal(run, tmp_path):
    """The workbook masks every household and has no phone; the map opens as GPX."""
    book, track = tmp_path / "r.xlsx", tmp_path / "r.gpx"
    made = told(run(*STORM, "--json", "--export", book))
    assert made["files"] == [str(book)]
    cells = [str(c.value) for sheet in openpyxl.load_workbook(book) for row in sheet for c in row]
    assert any("甲村" in cell for cell in cells)
    assert not any(cell.startswith("P2024-") for cell in cells)
    assert run(*STORM, "--export", track).exit_code == 0
    names = {e.tag.rpartition("}")[2] for e in etree.parse(str(track)).iter()}
    assert {"gpx", "wpt", "rte"} <= names


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("2024-03-01",), "play a past day again: --replay EVENT"),
        (("--replay", "E9"), "`huzhu routes` without arguments"),
        (("2024-07-11", "--replay", EVENT), "no claim waits or comes on 2024-07-11"),
        (("2026-01-01", "--play"), "name what is played with --replay"),
        (("2026-01-01", "--borrow", "L1"), "write LENDER=N"),
        (("2026-01-01", "--borrow", "L1=5"), "it has 4"),
        (("2026-01-01", "--borrow", "L9=1"), "known are L1"),
        (("2026-01-01", "--export", "r.txt"), "end the name with .pdf, .xlsx, .gpx, .kml"),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(run, arguments, words):
    """One line on stderr, exit status 2."""
    done = run(*arguments)
    assert done.exit_code == 2
    assert words in done.stderr
    assert done.stdout == ""


def test_borrowed_crews_drive_too(run):
    """Four crews of the lender at the greatest base beside three of the county's own."""
    day = told(run("2026-01-01", "--borrow", "L1=4", "--json", "--seconds", 0.2))
    assert day["crews"] == 7
    assert {c["crew_id"] for c in day["by_crew"]} >= {"L1-1", "L1-4"}
