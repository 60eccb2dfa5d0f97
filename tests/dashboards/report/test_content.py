"""The annual plan as data: complete, formatted, marked, and equal to what the engine says."""

import re
from dataclasses import replace

import pytest
from fontTools.ttLib import TTFont

from dashboards.i18n import t
from dashboards.report import (
    Material,
    annual_report,
    emergency_family,
    outlook,
    promise,
    resources,
    year_plan,
)
from dashboards.report.brief import Brief
from dashboards.report.content import Bullets, Column, Paragraph, Table
from dashboards.report.style import fonts_folder
from dashboards.report.words import Words
from risk.errors import ReportError
from risk.terms import PerilFamily
from tests.tiny_world import Facts

RAW = re.compile(r"\bnan\b|\binf\b|[{}]|NaT|\d\.\d{5,}")


def texts(report):
    """Every piece of text of a report."""
    yield from (report.title, report.subtitle, report.number, report.synthetic)
    for pair in report.facts:
        yield from pair
    for chapter in report.chapters:
        yield chapter.title
        for section in chapter.sections:
            yield section.title
    for block in report.blocks():
        match block:
            case Paragraph():
                yield block.text
            case Bullets():
                yield from block.items
            case Table():
                yield from (block.caption, block.note)
                yield from (c.title for c in block.columns)
                yield from (cell for row in block.rows for cell in row)
            case _:
                yield from (block.caption, block.alt, block.note)


def table(report, key):
    """The table whose caption is ``report.<key>``."""
    caption = Words(report.lang)(key)
    return next(t for t in report.tables() if t.caption == caption)


def test_a_row_that_does_not_fit_is_refused():
    """A table checks its rows against its headings when it is made."""
    with pytest.raises(ReportError, match="row 1 has 1 cells under 2 headings"):
        Table("t", (Column("a"), Column("b")), (("1",),), "n")
    with pytest.raises(ReportError, match="without text"):
        Table("t", (Column("a"),), (("",),), "n")


def test_every_chapter_is_there_and_says_something(report):
    """Thirteen chapters; each section has a block, each table a row, each block a source."""
    assert len(report.chapters) == 13
    assert all(s.blocks for chapter in report.chapters for s in chapter.sections)
    for told in report.tables():
        assert told.rows, told.caption
        assert report.data_version in told.note
    names = [f.name for f in report.figures()]
    scenarios = ("storm_severe", "flood_severe", "snow_severe")
    assert names == [
        "months", "map", "ahead", *(f"fan-{s}" for s in scenarios), "promise",
        *(f"crews-{s}" for s in scenarios), "season",
    ]  # fmt: skip
    for figure in report.figures():
        assert figure.svg.startswith(b"<?xml")
        assert figure.png.startswith(b"\x89PNG")
        assert figure.alt
        assert report.data_version in figure.note


def test_no_number_is_left_raw(report):
    """No NaN, infinity, unfilled place or unrounded number reaches a reader."""
    for text in texts(report):
        assert not RAW.search(text), text


def test_synthetic_data_are_marked_everywhere(report):
    """On the cover, in header and footer, in every figure's caption, under every table."""
    words = Words(report.lang)
    assert report.synthetic == words("synthetic")
    assert report.short_mark == words("short_mark")
    assert all(words("caption_synthetic") in f.caption for f in report.figures())
    assert all(words("source_synthetic") in t.note for t in report.tables())


def test_both_languages_tell_the_same(reports):
    """The same chapters, sections, tables and rows in Chinese and English."""

    def shape(report):
        return [
            [(len(s.blocks), [type(x).__name__ for x in s.blocks]) for s in c.sections]
            for c in report.chapters
        ]

    zh, en = reports["zh"], reports["en"]
    assert shape(zh) == shape(en)
    assert [len(t.rows) for t in zh.tables()] == [len(t.rows) for t in en.tables()]


def test_every_character_has_a_glyph(report):
    """Every character of the report is in the font that travels with it."""
    known = TTFont(fonts_folder() / "NotoSansSC-Regular.ttf").getBestCmap()
    used = {character for text in texts(report) for character in text}
    assert not [c for c in sorted(used) if ord(c) not in known and not c.isspace()]


def test_claims_by_year_are_those_counted_by_hand(report):
    """4, 27 and 9 claims; the tiny world's truth."""
    rows = table(report, "table.years").rows
    assert [row[1] for row in rows] == [str(n) for _, n in Facts().claims_by_year]


def test_the_promise_is_the_engines(report, story):
    """Share, interval and numbers of each row are those of the history."""
    words = Words(report.lang)
    frame = story.history.promise_by_year
    shown = {(row[0], row[1]): row for row in table(report, "table.promise").rows}
    for r in frame[frame["clocked"] > 0].itertuples():
        row = shown[words.year(int(r.year)), words.tier(r.tier)]
        assert row[3:6] == (words.n(r.claims), words.n(r.clocked), words.pct(r.share))
        assert row[6] == words.pct_span(r.share_lo, r.share_hi, 1)


def test_the_verdict_on_the_promise_is_of_measured_arrivals(story, reports):
    """A tier with a hundred measured arrivals in time is kept, whatever typed ones say."""
    frame = story.history.promise_by_year
    measured = {
        "measured": 100, "typed": 50, "clocked": 150, "claims": 150, "share_measured": 1.0,
        "share_measured_lo": 0.97, "share_measured_hi": 1.0, "share": 0.7, "share_lo": 0.6,
        "share_hi": 0.8,
    }  # fmt: skip
    now = frame["year"] == 2025
    told = frame.assign(**{k: frame[k].astype(float).mask(now, v) for k, v in measured.items()})
    goal = {"comparison": Words("en").pct(story.facts.county.staffing.share_target, 0)}
    kept = replace(story, history=replace(story.history, promise_by_year=told))
    for lang in ("zh", "en"):
        words = Words(lang)
        said = [getattr(x, "text", "") for x in promise.arrival(Brief(kept, words))]
        assert words("verdict.kept") in "\n".join(said)
        assert words("verdict.missed") not in "\n".join(said)
        few = "\n".join(texts(reports[lang]))
        assert t("finding.promise.too_few", lang, **goal, least="30") in few


def test_a_refused_scenario_is_named_with_its_reason_in_each_chapter(story):
    """Outlook, resources, drills, emergency plan: why figures are missing, in his language."""
    why = (
        "forecast: neither insured houses nor an own storm event are known; load policies, or"
        " claims of a past event"
    )
    for surges in ({}, {k: v for k, v in story.surges.items() if k != "storm_severe"}):
        told = replace(story, surges=surges, refusals={"storm_severe": why})
        for lang, words in (("zh", "请导入保单"), ("en", "load policies")):
            brief = Brief(told, Words(lang))
            chapters = (
                outlook.together(brief), resources.together(brief), year_plan.drills(brief),
                emergency_family.plan(brief, PerilFamily.STORM),
            )  # fmt: skip
            for blocks in chapters:
                assert sum(words in getattr(x, "text", "") for x in blocks) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_county_without_claims_says_so_chapter_by_chapter(no_claims_story, lang):
    """Every chapter stands; nothing is drawn of nothing; no finding is concluded from claims."""
    report = annual_report(Material(no_claims_story, lang))
    words = Words(lang)
    text = list(texts(report))
    assert len(report.chapters) == 13
    assert all(s.blocks for chapter in report.chapters for s in chapter.sections)
    for key in ("happened.month.none", "risk.method.not_compared"):
        assert words(key) in text
    assert "months" not in [f.name for f in report.figures()]
    conclusions = [row[3] for row in table(report, "table.findings").rows]
    assert conclusions.count(t("finding.thin", lang)) >= 7
    assert not [x for x in text if RAW.search(x)]


def test_candidates_and_mere_comparisons_are_told_apart(report):
    """Seven ways may be used, one of them is; features alone and plain rates stand beside."""
    words = Words(report.lang)
    standings = {row[0]: row[4] for row in table(report, "table.metrics").rows}
    plain = {words(f"model.{m}") for m in ("raw_township_rate", "raw_rate_all_years",
             "raw_rate_last_3_years", "raw_rate_last_year", "features")}  # fmt: skip
    assert {name for name, said in standings.items() if said == words("model.beside")} == plain
    others = sorted(said for name, said in standings.items() if name not in plain)
    assert others == sorted([words("model.used"), *[words("model.candidate")] * 6])


def test_a_limit_the_contract_leaves_blank_gets_no_verdict(report):
    """Review, payment, complaint: not provided, the ceilings of the law beside, no verdict."""
    words = Words(report.lang)
    rows = {row[0]: row for row in table(report, "table.stages").rows}
    missing = words.term("status", "not_provided")
    for stage, ceiling in (("review", 30), ("payment", 10), ("complaint", None)):
        row = rows[words(f"stage.{stage}")]
        law = words("ceiling", n=ceiling)
        assert row[1] == (words("with_range", value=missing, range=law) if ceiling else missing)
        assert row[4:7] == ("—", "—", words("no_verdict"))


def test_scenario_figures_are_the_engines(report, story):
    """Claims, crews and cost in the report are the forecast's and the plan's."""
    words = Words(report.lang)
    claims, cost = table(report, "table.scenarios").rows, table(report, "table.costs").rows
    for surge, row, money in zip(story.surges.values(), claims, cost, strict=True):
        total, plan = surge.forecast.total, surge.plan
        assert row[4:7] == (
            words.n(total["p50"]), words.span(total["p10"], total["p90"]), words.n(total["mean"]),
        )  # fmt: skip
        assert money[2] == words.n(plan.totals_by_day["total"].max())
        assert money[5] == words.sum(plan.outcome.cost_money)


def test_every_setting_is_told_with_its_standing(report, story):
    """The annex has one row a setting; what is not provided reads so and is no zero."""
    words = Words(report.lang)
    for name, section in story.facts.county.sections():
        rows = table(report, f"table.settings.{name}").rows
        fields = [f for f in section.__dataclass_fields__.values() if "meaning" in f.metadata]
        assert [r[4] for r in rows] == [
            words.term("status", section.standing(f.name).status) for f in fields
        ]
        for row, field in zip(rows, fields, strict=True):
            if getattr(section, field.name) is None:
                assert row[1] == words.term("status", "not_provided")
    assert table(report, "table.settings.promise").rows[1][1] == "180"


def test_every_assumption_of_a_plan_is_named(report, story):
    """None shows its code, and none its English source in the Chinese plan."""
    told = str(report)
    for surge in story.surges.values():
        for assumption in surge.forecast.assumptions:
            assert assumption.name not in told
    assert report.lang == "en" or "come evenly within" not in told
