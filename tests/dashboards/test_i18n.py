"""Texts, numbers, dates, and sentences the model wrote."""

import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.i18n import (
    MISSING,
    chance,
    current_lang,
    day,
    duration,
    moment,
    money,
    month,
    number,
    percent,
    reword,
    short_day,
    span,
    t,
    term,
    year,
)  # fmt: skip
from dashboards.i18n.compile import compile_file
from dashboards.report.annex import setting_fields
from dashboards.report.words import Words


def test_a_key_without_a_text_is_an_error():
    """Nothing is shown half translated."""
    with pytest.raises(KeyError):
        t("no.such.key", "zh")


def test_texts_are_filled():
    """Values go into their places, in both languages."""
    assert t("surge.saved_as", "zh", id=7) == "已保存，编号7。"
    assert t("surge.saved_as", "en", id=7) == "Saved as number 7."


def test_a_code_without_a_name_is_shown_as_stored():
    """A county's own code does not break a page."""
    assert term("peril", "gale", "zh") == "大风"
    assert term("peril", "meteor", "en") == "meteor"


def test_numbers_have_separators_and_no_minus_zero():
    """12,345.6; a rounded −0 is 0."""
    assert number(12345.6, "zh", 1) == "12,345.6"
    assert number(-0.001, "en") == "0"
    assert number(None, "zh") == number(float("nan"), "en") == MISSING


def test_large_sums_in_chinese_are_in_wan():
    """万 from 10,000 on; English keeps the whole number and names the currency."""
    assert money(9999.0, "zh") == "9,999元"
    assert money(123456.0, "zh") == "12.3万元"
    assert money(1.2e9, "zh") == "12亿元"
    assert money(123456.0, "en") == "CNY 123,456"
    assert money(123456.0, "zh", "USD").endswith("USD")


@given(st.floats(0, 1))
def test_a_chance_is_never_certain(p):
    """No probability prints as 0% or 100%."""
    for lang in ("zh", "en"):
        assert chance(p, lang) not in ("0%", "100%")


def test_ranges():
    """Low and high; equal ends once; both missing is one dash."""
    assert span(1.0, 3.0, "en") == "1–3"
    assert span(0.995, 0.999, "en", chance) == ">99%"
    assert span(None, None, "zh") == MISSING
    assert span(0.5, 1.0, "en", percent) == "50.0%–100.0%"


def test_dates_and_times():
    """As people write them in each language."""
    at = datetime(2026, 7, 1, 8, 5)
    assert day(date(2026, 7, 1), "zh") == "2026年7月1日"
    assert day(date(2026, 7, 1), "en") == "1 Jul 2026"
    assert moment(at, "zh") == "2026年7月1日 08:05"
    assert short_day(at, "zh") == "7月1日"
    assert (month(7, "zh"), month(7, "en")) == ("7月", "Jul")
    assert year(2025, "zh") == "2025年"


def test_durations():
    """Minutes to two hours, then hours; never reached is said."""
    assert duration(42.4, "en") == "42 min"
    assert duration(200, "en") == "3.3 h"
    assert duration(float("inf"), "zh") == "未到达"


def test_sentences_of_the_model_are_reworded():
    """A sentence with numbers is matched and filled; an unknown one stands as it is."""
    said = (
        "preset and 2 of 5 own events of the family (those whose recorded intensity is of its"
        " grade), log rates weighted by precision"
    )
    assert reword(said, "en") == said
    assert (
        reword(said, "zh") == "预设值与本县同类事件5次中的2次（记录的强度属于这一级别者）按精度加权"
    )
    assert reword("county.toml [surge]", "zh") == "县设置 county.toml [surge]"
    assert reword("letter 12", "zh") == "letter 12"


@pytest.mark.parametrize(
    "said",
    [
        "forecast: neither insured houses nor an own storm event are known; load policies, or"
        " claims of a past event",
        "scenario 'storm_severe@2026-01-01T08:00': no insured house in the footprint; enlarge the"
        " footprint, or load policies in force on the day",
        "scenario 'x': all insured houses lie in a fringe with ratio 0; move villages into"
        " the core",
        "county.toml [surge] draws: draws 300 to 1299 asked of a forecast with 200; raise draws to"
        " at least 1300",
        "preset alone: of 4 own events of the family none has a recorded intensity of its grade",
        "3 own events of the family, of any grade",
        "2 of 3 own events of the family (those whose recorded intensity is of its grade)",
        "fitted on 331 claims of 4 own flood events",
        "fitted on 331 claims of 4 own events",
        "county.toml [surge] lag_median_h, lag_shape: no own event with ten claims",
    ],
)
def test_what_the_model_says_of_its_sources_and_refusals_is_chinese(said):
    """No English clause is left in a Chinese reader's reason; English stays as written."""
    chinese = reword(said, "zh")
    assert not re.search(r"[a-z]{3,} [a-z]{2,}", chinese.replace("county.toml [surge] draws", ""))
    assert reword(said, "en") == said


def test_every_source_of_the_presets_has_chinese_words():
    """No English sentence is left on a Chinese page's assumptions."""
    from risk.reference import presets

    for preset in presets():
        for figure in preset.figures:
            assert reword(figure.source, "zh") != figure.source, figure.source


def test_every_source_of_the_settings_has_chinese_words(tiny_story):
    """No English sentence is left among the sources of the settings a county begins with."""
    english, words = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}"), Words("zh")
    for name, section in tiny_story.facts.county.sections():
        for field in setting_fields(section):
            cited = words.cited(section.standing(field.name).source)
            assert not english.search(cited) or cited == "letter 1", (name, field.name, cited)


def test_every_assumption_of_a_plan_has_a_name(tiny_story):
    """Names, units and sources of the tiny world's assumptions are all known words."""
    for assumption in tiny_story.surges["storm_severe"].plan.assumptions:
        assert term("assumption", assumption.name, "zh") != assumption.name
        if assumption.unit:
            assert t(f"unit_of.{assumption.unit}", "zh")
        assert reword(assumption.source, "zh") != assumption.source, assumption.source


def test_language_of_a_request(tiny_app):
    """?lang= first, then the cookie, else Chinese; nonsense is Chinese."""
    for path, cookie, wanted in (
        ("/", "", "zh"), ("/?lang=en", "", "en"), ("/", "huzhu_lang=en", "en"),
        ("/?lang=zh", "huzhu_lang=en", "zh"), ("/?lang=xx", "", "zh"),
    ):  # fmt: skip
        with tiny_app.server.test_request_context(path, headers={"Cookie": cookie}):
            assert current_lang() == wanted
    assert current_lang() == "zh"


def test_the_language_asked_for_is_kept(manager):
    """?lang= sets the cookie."""
    manager.get("/?lang=zh")  # whatever an earlier test asked for
    answer = manager.get("/?lang=en")
    assert any(c.startswith("huzhu_lang=en") for c in answer.headers.getlist("Set-Cookie"))
    manager.get("/?lang=zh")


def test_a_catalogue_with_a_hole_does_not_compile(tmp_path):
    """An empty text and a key that stands twice are refused by name."""
    folder = tmp_path / "zh" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    po = folder / "x.po"
    po.write_text(head + 'msgid "a.b"\nmsgstr ""\n', "utf-8")
    with pytest.raises(ValueError, match=r"a\.b"):
        compile_file(po)
    po.write_text(head + 'msgid "a"\nmsgstr "1"\n\nmsgid "a"\nmsgstr "2"\n', "utf-8")
    with pytest.raises(ValueError, match="twice"):
        compile_file(po)
