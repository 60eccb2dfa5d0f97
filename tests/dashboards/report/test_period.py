"""Monthly and quarterly report: figures counted again by hand, words of both languages."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from dashboards.report.asked import KINDS, Asked
from dashboards.report.content import Bullets, Paragraph, Report, Table
from dashboards.report.material import About, Material
from dashboards.report.period import days_of
from dashboards.report.period_figures import SPANS, figures, late_reasons, promise, spans
from dashboards.report.period_findings import SHOWN, Before, finding_told, moved, read_period, todo
from dashboards.story.findings import reader, said
from risk.errors import ReportError

JULY = About(month=date(2024, 7, 1))
THIRD = About(contract_year=2024, quarter=3)
LANGS = ("zh", "en")


def made(story, kind: str, about: About, lang: str) -> tuple[Material, Report]:
    material = Material(story, lang, about)
    return material, KINDS[kind].content(material)


def texts(report: Report) -> list[str]:
    told = [report.title, report.subtitle, *(c.title for c in report.chapters)]
    for block in (b for c in report.chapters for s in c.sections for b in s.blocks):
        match block:
            case Paragraph():
                told.append(block.text)
            case Bullets():
                told += block.items
            case Table():
                told += [block.caption, block.note, *(c.title for c in block.columns)]
                told += [cell for row in block.rows for cell in row]
    return told


def test_the_storm_month_is_counted_as_the_records_tell(tiny_story):
    """20 claims of the storm, reported in July 2024, beside June 2024 and July 2023."""
    material, report = made(tiny_story, "monthly", JULY, "en")
    told = spans(material)
    now = figures(material, told["this"])
    assert now["in_events"] == 20
    claims = tiny_story.facts.claims
    reported = claims[claims["reported_at"].dt.to_period("M") == pd.Period("2024-07")]
    assert now["reported"] == len(reported)
    assert now["paid"] == int((claims["paid_at"].dt.to_period("M") == pd.Period("2024-07")).sum())
    assert now["paid_money"] == 1000 * now["paid"]
    assert days_of(told["before"]) == "2024-06-01 – 2024-06-30"
    assert days_of(told["year_ago"]) == "2023-07-01 – 2023-07-31"
    rows = {row[0]: row[1:] for row in report.tables()[0].rows}
    assert rows["Claims reported"][0] == str(len(reported))
    towns = next(t for t in report.tables() if t.columns[0].title == "Township")
    assert towns.rows[0][:2] == ("西乡", str(int((reported["township_code"] == "990001101").sum())))


def test_a_quarter_is_three_months_of_the_contract_year(tiny_story):
    """Over the four quarters arrivals in time add up to those of the engine's year."""
    material, report = made(tiny_story, "quarterly", THIRD, "en")
    told = spans(material)
    assert days_of(told["this"]) == "2024-07-01 – 2024-09-30"
    assert days_of(told["before"]) == "2024-04-01 – 2024-06-30"
    assert "quarter 3" in report.subtitle
    by_year = tiny_story.history.promise_by_year
    for tier in ("town", "rural"):
        quarters = [
            promise(m, spans(m)["this"])[tier]
            for m in (Material(tiny_story, "en", About(contract_year=2024, quarter=q))
                      for q in (1, 2, 3, 4))
        ]  # fmt: skip
        whole = by_year[(by_year["year"] == 2024) & (by_year["tier"] == tier)]
        for name in ("clocked", "kept"):
            assert sum(q[name] for q in quarters) == int(whole[name].sum())
    late = sum(row["clocked"] - row["kept"] for row in promise(material, told["this"]).values())
    assert int(late_reasons(material, told["this"]).sum()) == late


def test_a_running_month_is_set_beside_as_many_days(tiny_story):
    """Data that end on the 10th: ten days of each; what the records do not reach is said."""
    early = About(month=date(2023, 1, 1))
    assert not spans(Material(tiny_story, "en", early))["year_ago"].known
    cut = replace(tiny_story, facts=replace(tiny_story.facts, as_of=date(2024, 7, 10)))
    material, report = made(cut, "monthly", JULY, "en")
    told = spans(material)
    assert {days_of(told[name])[-2:] for name in SPANS} == {"10"}
    assert "running" in report.subtitle


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("kind", "about"), [("monthly", JULY), ("quarterly", THIRD)])
def test_both_are_worded_in_both_languages(tiny_story, no_claims_story, kind, about, lang):
    """No key stands raw, no field is left open; without claims gaps are said."""
    for story in (tiny_story, no_claims_story):
        _, report = made(story, kind, about, lang)
        for text in texts(report):
            assert text
            assert "report." not in text
            assert "{" not in text
    if lang == "zh":
        assert not any("claims" in text for text in texts(report))


def test_findings_of_the_period_before_are_those_known_then(tiny_ws, midyear):
    """Of July 2026: what the story of 30 June told; of a month nothing lies before: nothing."""
    before = read_period(tiny_ws, midyear, About(month=date(2026, 7, 1)))
    assert (before.content.day, before.mark) == (date(2026, 6, 30), "")
    told = [(f.code, f.answer, f.n) for f in before.content.found]
    assert told == [(f.code, f.answer, f.n) for f in midyear.account.findings]
    assert read_period(tiny_ws, midyear, About(month=date(2022, 1, 1))).content is None


@pytest.mark.parametrize("lang", LANGS)
def test_findings_are_new_still_there_or_gone(tiny_story, lang):
    """The first was not there, the last stayed with another value, one more is gone."""
    asks = [f for f in tiny_story.account.findings if f.to_act]
    first, *stay = asks
    gone = replace(
        first, code="weekend", answer="above", measure="weekend.above", values={"reason": "x"}
    )
    then = [replace(f, value=0.25, lo=0.1, hi=0.5) for f in stay]
    before = Before(date(2024, 6, 30), (gone, *then))
    told = moved(asks, before.found)
    assert (told.new, told.still, told.gone) == ((first,), tuple(stay), (gone,))
    m = Material(tiny_story, lang, JULY, before)
    head, items, rest, why, went = todo(m)
    w, to = m.words, reader(tiny_story, lang)
    line = finding_told(m, said(first, to))
    assert items.items[0] == w("period.found.new", told=line)
    assert len(items.items) == SHOWN < len(asks)
    assert rest.text == w("period.found.more", n=w.n(len(asks) - SHOWN))
    for finding, was, item in zip(stay, then, items.items[1:], strict=False):
        line = w("period.found.still", told=finding_told(m, said(finding, to)))
        assert item == line + w("period.found.was", value=said(was, to).value)
    assert w.n(len(asks)) in head.text
    assert w("period.found.year", day=w.day(before.day), year=w.year(2024)) in head.text
    assert why.text == w("period.found.gone_text")
    assert went.items[0].endswith(w("period.found.not_found"))
    same = todo(Material(tiny_story, lang, JULY, Before(before.day, tuple(asks))))
    begins = w("period.found.new", told="")
    assert not any(item.startswith(begins) for item in same[1].items)
    bare = todo(Material(tiny_story, lang, JULY))  # the records do not reach the period before
    assert bare[1].items == tuple(finding_told(m, said(f, to)) for f in asks[:SHOWN])


def test_a_month_has_to_be_named():
    """Neither is made of no period; a quarter brings its contract year."""
    with pytest.raises(ReportError, match="needs month"):
        Asked("monthly", "zh")
    with pytest.raises(ReportError, match="needs quarter"):
        Asked("quarterly", "zh", about=About(contract_year=2024))
    assert Asked("quarterly", "zh", about=THIRD).about.quarter == 3


@pytest.mark.parametrize("lang", LANGS)
def test_a_ledger_without_times_of_report_and_payment_is_told_by_loss(tiny_story, lang):
    """The storm's twenty by the day of their loss; what was paid in it cannot be told, and why."""
    facts = tiny_story.facts
    nothing = pd.Series(pd.NaT, facts.claims.index, dtype="datetime64[ns]")
    bare = facts.claims.assign(reported_at=nothing, paid_at=nothing)
    bare["arrived_at"] = nothing
    story = replace(tiny_story, facts=replace(facts, claims=bare))
    material, report = made(story, "monthly", JULY, lang)
    w = material.words
    assert report.key_figures["reported"] == report.key_figures["in_events"] == w.n(20)
    assert report.key_figures["paid"] == report.key_figures["paid_money"] == w("not_given")
    told = texts(report)
    assert w("period.gap.by_loss", n=w.n(20)) in told
    assert w("period.gap.no_day", n=w.n(37)) in told
    assert not [text for text in told if "CNY 0" in text or "0 元" in text]


def test_a_claim_without_a_time_of_report_is_counted_by_its_loss(tiny_story):
    """One of the twenty; the others by their report, payments as ever."""
    claims = tiny_story.facts.claims.copy()
    claims.loc[claims["claim_id"] == "C01", "reported_at"] = pd.NaT
    story = replace(tiny_story, facts=replace(tiny_story.facts, claims=claims))
    material, report = made(story, "monthly", JULY, "en")
    assert report.key_figures["reported"] == "20"
    assert report.key_figures["paid_money"] == "CNY 20,000"
    assert material.words("period.gap.by_loss", n="1") in texts(report)
    assert not [text for text in texts(report) if "without a day" in text]
