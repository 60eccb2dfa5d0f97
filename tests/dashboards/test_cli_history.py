"""``huzhu history --view``: any table of history by name, cut and grouped; refusals in one line."""

import json

import pytest
from click.testing import CliRunner
from tiny_world import TOWNSHIPS, load_tiny_world

from dashboards.cli import build
from dashboards.cli.history import GROUPED, OF_DAY, VIEW_NAMES
from dashboards.i18n import t
from risk.views import VIEWS


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A loaded tiny world."""
    return load_tiny_world(tmp_path_factory.mktemp("history"))[0].ws.root


def run(office, *arguments: object, lang: str = "en"):
    """Run the verb in this process."""
    words = ["history", "-w", str(office), *map(str, arguments)]
    return CliRunner().invoke(build(lang), words)


def rows(office, *arguments: object) -> list[dict]:
    """Rows of a view as JSON."""
    done = run(office, "--json", "--view", *arguments)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout, parse_constant=pytest.fail)["rows"]


def test_the_help_names_every_view():
    """The list is written out, so that the help prints at once; it is the registry's."""
    assert list(VIEW_NAMES) == list(VIEWS)
    assert {*OF_DAY, *GROUPED} <= set(VIEWS)
    shown = CliRunner().invoke(build("zh"), ["history", "--help"]).output
    assert "coverage_groups" in shown


@pytest.mark.parametrize("name", VIEW_NAMES)
def test_every_view_is_told_to_people_and_programs(office, name):
    """A table or a sentence, in both languages; one JSON object."""
    for lang in ("zh", "en"):
        done = run(office, "--view", name, lang=lang)
        assert done.exit_code == 0, done.output
        assert t(f"history.table.{name}", lang) in done.output
    rows(office, name)


def test_a_view_is_cut_and_grouped(office):
    """27 claims of 2024 by township; those of one township alone; no flood before 2024."""
    by_township = rows(office, "experience", "--by", "township_code", "--year-from", 2024,
                       "--year-to", 2024)  # fmt: skip
    assert sum(row["claims"] for row in by_township) == 27
    assert {row["township_code"] for row in by_township} <= {*TOWNSHIPS, None}
    code = next(iter(TOWNSHIPS))
    one = rows(office, "experience", "--by", "year", "--by", "tier", "--place", code)
    assert {(row["year"], row["tier"]) for row in one} >= {(2024, "rural")}
    flood = rows(office, "experience", "--family", "flood", "--year-to", 2023)
    assert {row["claims"] for row in flood} <= {0}


def test_a_list_says_that_there_is_more(office):
    """No page is taken for the whole."""
    assert len(rows(office, "claims", "--limit", 3)) == 3
    assert (
        t("cli.history.more", "en", rows=3) in run(office, "--view", "claims", "--limit", 3).output
    )


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (("--view", "experience", "--by", "colour"), "cannot group by colour"),
        (("--view", "experience", "--by", "year", "--by", "year"), "the same column twice"),
        (("--view", "coverage", "--by", "year"), "has its own rows"),
        (("--view", "coverage", "--year-from", "2024"), "on the last day"),
        (("--view", "targets", "--family", "snow"), "--year-to"),
        (("--view", "claims", "--place", "123"), "no region has code 123"),
        (("--view", "claims", "--year-from", "2025", "--year-to", "2024"), "2025 is after 2024"),
        (("--year-from", "2024"), "--view"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(office, asked, why):
    """Nothing is silently left out."""
    done = run(office, *asked)
    assert done.exit_code == 2
    assert why in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
