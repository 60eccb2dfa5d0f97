"""Every kind of report of real flood claims in English: made and read back, or refused saying why.

The ledger holds days of loss and payments, but no time of report, no day of payment, no base: what
goes by the hour and what sends crews cannot be told of it, and each refusal says what to load.
"""

import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from dashboards.report import write_docx, write_pdf
from dashboards.report.asked import KINDS, Asked, material_of
from dashboards.report.material import About
from risk.errors import ReportError
from risk.operations import load_or_create_key
from tests.dashboards.report.read_back import (
    other_fonts,
    same_in_both,
    saved_plan,
    table_of,
    tagged_as,
    texts,
    without_glyph,
)
from tests.tiny_world import copied

pytestmark = pytest.mark.real
MADE = {
    "annual": About(), "summary": About(), "acceptance": About(),
    "monthly": About(month=date(1985, 11, 1)),
    "quarterly": About(contract_year=1985, quarter=4),
    "atlas": About(places=("51003010100", "51540000201")),
}  # fmt: skip
REFUSED = {
    "bulletin": r"25 claims of event 1985-11 carry no time of report; load their times",
    "after_event": r"25 claims of event 1985-11 carry no time of report; load their times",
    "order_sheet": "no base is known to send crews from; load the ledger",
}
RAW = re.compile(r"\b(nan|inf|NaT)\b|[{}]|\d\.\d{5,}|[一-鿿]|synthetic")


@pytest.fixture(scope="module")
def ws(charlottesville, tmp_path_factory):
    """A copy to note plans in."""
    ws = charlottesville.ws
    load_or_create_key(ws.key_file(ws.county()))
    return copied(ws, tmp_path_factory.mktemp("kinds"))


@pytest.fixture(scope="module")
def made(ws, charlottesville_story):
    """Kind → what its chapters were given, and the report; made once."""
    kept = {}

    def of(kind):
        if kind not in kept:
            asked = Asked(kind, "en", about=MADE[kind])
            m, _ = material_of(ws, charlottesville_story, asked, "analyst")
            kept[kind] = m.brief, KINDS[kind].content(m)
        return kept[kind]

    return of


@pytest.fixture(scope="module")
def losses(real_data):
    """The file itself: day of loss and tract."""
    claims = pd.read_csv(real_data("nfip_claims_charlottesville") / "claims.csv", dtype=str)
    return claims.assign(day=pd.to_datetime(claims["dateOfLoss"].str[:10]))


def test_each_kind_is_made_or_refused():
    """A new kind has to be added here."""
    assert {*MADE, *REFUSED} == set(KINDS)


@pytest.mark.parametrize("kind", MADE)
def test_both_files_say_what_the_content_says(made, kind, tmp_path):
    """Cell by cell and line by line; every character has a glyph, tags and language stand."""
    _, report = made(kind)
    word, pdf = write_docx(report, tmp_path / "a.docx"), write_pdf(report, tmp_path / "a.pdf")
    same_in_both(report, word, pdf)
    assert not without_glyph(report, word, pdf)
    assert not other_fonts(pdf)
    assert tagged_as(pdf) == ("yes", report.title, "en-GB")
    if kind != "annual":  # its annex tells settings in the words of their sources
        assert not [text for text in texts(report).splitlines() if RAW.search(text)]


def test_every_chapter_of_the_annual_plan_stands_and_says_what_is_missing(made):
    """No policy, no roster, no list of people: each gap is named, and nothing stands raw."""
    b, report = made("annual")
    words, told = b.words, texts(report).splitlines()
    assert all(s.blocks for chapter in report.chapters for s in chapter.sections)
    for name in ("loss_ratio", "houses_insured", "coverage", "people_record"):
        assert report.key_figures[name] == words("unknown")
        assert words(f"missing_figure.{name}") in told
    assert all(t.rows for t in report.tables()), [t.caption for t in report.tables() if not t.rows]
    plain = texts(replace(report, chapters=report.chapters[:-1]))  # the annex tells all settings
    assert not [x for x in plain.splitlines() if RAW.search(x)]
    assert report.synthetic == ""
    assert not [x for x in told if "synthetic" in x.lower()]


def test_the_annual_plan_counts_the_years_as_the_file_does(made, losses):
    """Claims by contract year are the ledger's."""
    b, report = made("annual")
    counted = losses["day"].dt.year.value_counts().sort_index()
    shown = [row[1] for row in table_of(report, b, "years").rows]
    assert [n for n in shown if n != "0"] == [b.words.n(n) for n in counted]


@pytest.mark.parametrize(("kind", "first", "end"), [
    ("monthly", "1985-11-01", "1985-12-01"), ("quarterly", "1985-10-01", "1986-01-01"),
])  # fmt: skip
def test_claims_of_a_period_are_counted_by_their_loss(made, losses, kind, first, end):
    """As many as the file has; that their report has no time and their payment no day is said."""
    b, report = made(kind)
    w = b.words
    own = losses[(losses["day"] >= first) & (losses["day"] < end)]
    assert report.key_figures["reported"] == w.n(len(own)) != "0"
    assert report.key_figures["in_events"] == w.n((own["day"] == "1985-11-07").sum())
    assert report.key_figures["paid_money"] == w("not_given")
    told = texts(report)
    assert w("period.gap.by_loss", n=w.n(len(own))) in told
    paid = (losses["totalAmountPaid"].astype(float) > 0).sum()
    assert w("period.gap.no_day", n=w.n(paid)) in told
    assert w("no_townships") in told


def test_the_summary_counts_the_last_years_as_the_file_does(made, losses):
    """Three contract years, the file's claims in each."""
    b, report = made("summary")
    years = losses["day"].dt.year.value_counts()
    shown = table_of(report, b, "years").rows
    assert [row[1] for row in shown] == [b.words.n(years.get(y, 0)) for y in (2019, 2020, 2021)]
    assert report.key_figures["claims_to_date"] == b.words.n(years.get(2021, 0))


def test_the_acceptance_counts_evidence_of_the_years_claims(made, losses):
    """Each claim of 2021; none has an arrival."""
    b, report = made("acceptance")
    n = b.words.n((losses["day"].dt.year == 2021).sum())
    rows = {row[0]: row for row in table_of(report, b, "evidence").rows}
    assert rows[b.words("acceptance.evidence.arrival")][1:4] == (n, "0", n)


def test_the_atlas_tells_the_files_record_of_each_tract(made, losses):
    """Claims by contract year, newest eight."""
    b, report = made("atlas")
    records = [t for t in report.tables() if t.caption == b.words("atlas.table.record")]
    assert len(records) == len(MADE["atlas"].places)
    for code, table in zip(MADE["atlas"].places, records, strict=True):
        own = losses[losses["censusTract"] == code]["day"].dt.year.value_counts()
        years = [int(column.title) for column in table.columns[1:]]
        assert list(table.rows[0][1:]) == [b.words.n(own.get(year, 0)) for year in years]
    index = table_of(report, b, "index", of="atlas.table")
    assert [row[-1] for row in index.rows] == [b.words("unknown")]  # no policy, so no house
    places = [t for t in report.tables() if t.caption == b.words("atlas.table.place")]
    assert {t.rows[0][1] for t in places} == {b.words("atlas.no_policies")}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_the_ledger_cannot_carry_is_refused_saying_what_to_load(
    ws, charlottesville_story, kind
):
    """The flood of 1985 by the hour; orders of a plan the search made without a base on record."""
    story = charlottesville_story
    number = saved_plan(ws, story, story.surges["flood_severe"]) if kind == "order_sheet" else None
    about = About(plan=number) if number else About(event="1985-11")
    with pytest.raises(ReportError, match=REFUSED[kind]):
        material_of(ws, story, Asked(kind, "en", about=about), "analyst")
