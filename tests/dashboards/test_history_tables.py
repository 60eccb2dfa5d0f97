"""Tables of history as people read and take them away: words, ranges, Excel files."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pandas as pd
import pytest

from dashboards.i18n import LANGS, has_text
from dashboards.story.cells import Teller, display, teller, words
from dashboards.story.excel import DANGEROUS, workbook
from dashboards.story.sheets import (
    DIMENSION_COLUMNS,
    GROUPED,
    SHEETS,
    Col,
    sheet_columns,
)
from risk.views import VIEWS, Ask, Views
from risk.warehouse import open_version
from risk.warehouse.experience import DIMENSIONS
from risk.warehouse.filters import Filter
from tests.tiny_world import LAST_DAY, VILLAGE

TO = Teller("zh", {"1": "甲村"}, {"E1": "七月大风"}, "CNY")
EN = replace(TO, lang="en")


def test_every_view_has_its_sheet_with_words_in_both_languages():
    """Title, meaning, what an empty one says, and each heading."""
    assert set(SHEETS) == set(VIEWS)
    for lang in LANGS:
        for name in SHEETS:
            for part in ("table", "note", "empty"):
                assert has_text(f"history.{part}.{name}", lang), (part, name)
            for col in sheet_columns(name, ("year",)):
                assert has_text(col.heading, lang), (name, col.field)


def test_every_grouping_can_be_shown():
    """No dimension without a column and a name."""
    assert set(DIMENSION_COLUMNS) == set(DIMENSIONS)
    assert all(has_text(f"history.col.{name}", lang) for name in DIMENSIONS for lang in LANGS)


def test_sheets_show_columns_their_views_have(tiny_ws):
    """A column asked for and never there would be a heading over nothing."""
    with open_version(tiny_ws) as warehouse:
        views = Views(warehouse, tiny_ws.county())
        ask = Ask(Filter(LAST_DAY))
        for name, view in VIEWS.items():
            frame = view(views, ask)
            assert not isinstance(frame.index, pd.MultiIndex)
            if len(frame.columns):
                fields = [col.field for col in sheet_columns(name, ask.by)]
                assert [f for f in fields if f not in frame] == [], name
                ends = [f"{c.field}_{e}" for c in SHEETS[name] if c.ranged for e in ("lo", "hi")]
                assert [f for f in ends if f not in frame] == [], name


@pytest.mark.parametrize(
    ("value", "col", "row", "zh", "en"),
    [
        (0.125, Col("share", "percent", 1), {}, "12.5%", "12.5%"),
        (95, Col("p50_min", "minutes"), {}, "95分钟", "95 min"),
        (4320, Col("p50_min", "minutes"), {}, "3.0天", "3.0 days"),
        (1980, DIMENSION_COLUMNS["built_decade"], {}, "1980年代", "1980s"),
        (7, DIMENSION_COLUMNS["report_weekday"], {}, "星期日", "Sunday"),
        ("1", Col("region_code", "place"), {}, "甲村", "甲村"),
        (None, Col("region_code", "place"), {"level": "county"}, "全县", "The whole county"),
        (None, Col("region_code", "place"), {}, "未定位", "not located"),
        ("E1", Col("event_id"), {}, "七月大风", "七月大风"),
        (None, Col("late_reason"), {"verdict": "late"}, "未填写", "not given"),
        (None, Col("late_reason"), {"verdict": "kept"}, "—", "—"),
        (None, Col("tier", "tier"), {"stage": "payment"}, "—", "—"),
        (None, Col("tier", "tier"), {"stage": "arrival"}, "未知", "Unknown"),
        (None, DIMENSION_COLUMNS["structure"], {}, "未知", "unknown"),
        ("subsistence veterans", Col("listed_now", "groups"), {}, "低保户、优抚对象", None),
        ("not enough data", Col("note", "note"), {}, "数据不足", "not enough data"),
        (pd.Timestamp(2025, 12, 1), Col("month", "month_of_year"), {}, "2025年12月", "Dec 2025"),
    ],
)
def test_values_in_words(value, col, row, zh, en):
    """Codes, missing values and units as a reader of each language expects them."""
    assert words(value, col, TO, row) == zh
    assert en is None or words(value, col, EN, row) == en


def test_a_range_stands_beside_its_value():
    """In the value's own digits; unknown ends are a dash."""
    frame = pd.DataFrame({"rate": [1.234, 2.0], "rate_lo": [1.0, None], "rate_hi": [1.5, None]})
    shown = display(frame, (Col("rate", "number", 2, ranged=True),), TO)
    assert shown["rate_range"].tolist() == ["1.00–1.50", "—"]
    assert shown["rate"].tolist() == [1.234, 2.0]


def opened(body: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(body))


def test_numbers_stay_numbers_in_a_file():
    """A share is 0.5 shown as 50.0 %, a day a day, minutes are named, a range has two columns."""
    frame = pd.DataFrame(
        {
            "share": [0.5], "share_lo": [0.25], "share_hi": [0.75], "actual_min": [95.0],
            "first_day": [pd.Timestamp(2025, 7, 1)], "paid_money": [1234.5],
        }
    )  # fmt: skip
    columns = (
        Col("first_day", "day"), Col("share", "percent", 1, ranged=True),
        Col("actual_min", "minutes"), Col("paid_money", "money"),
    )  # fmt: skip
    book = opened(workbook(frame, columns, EN, title="A/B", about=[("Data", "synthetic")]))
    assert book.sheetnames == ["A·B", "About"]
    head, row = list(book["A·B"].iter_rows(values_only=True))
    assert head[1:] == (
        "Share", "Share, low (90%)", "Share, high (90%)", "Actual (min)", "Paid (CNY)",
    )  # fmt: skip
    assert row[1:] == (0.5, 0.25, 0.75, 95, 1234.5)
    assert row[0].isoformat() == "2025-07-01T00:00:00"
    assert book["A·B"]["B2"].number_format == "0.0%"
    assert ("Data", "synthetic") in list(book["About"].iter_rows(values_only=True))


@pytest.mark.parametrize("start", DANGEROUS)
def test_no_text_is_taken_for_a_formula(start):
    """Text of a ledger that begins like a formula is stored as text, and marked as such."""
    text = f"{start}HYPERLINK(0)"
    frame = pd.DataFrame({"claim_id": [text, "LA1"]})
    body = workbook(frame, (Col("claim_id"),), TO, title="赔案", about=[])
    sheet = opened(body).worksheets[0]
    assert (sheet["A2"].data_type, sheet["A2"].quotePrefix) == ("s", True)
    assert not sheet["A3"].quotePrefix
    packed = ZipFile(BytesIO(body)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in packed


def test_places_are_named_with_their_township(tiny_story):
    """Two villages of one name can be told apart."""
    to = teller(tiny_story, "zh")
    assert to.places[VILLAGE[0]] == "西乡 甲村"
    assert set(SHEETS) >= GROUPED
