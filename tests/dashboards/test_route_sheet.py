"""Route sheets: order, times, breaks, masking, the code, no formula, the same bytes again."""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.story.cells import Teller
from dashboards.story.excel import DANGEROUS
from dashboards.story.route_book import route_book
from dashboards.story.route_pdf import clock, pdf_data, route_pdf
from dashboards.story.route_sheet import People, crew_sheets, masked, moment_of, route_rows
from tests.dispatch_world import DAY
from tests.sheet_world import BASES, cover, routed

PEOPLE = People({"t1": "0972-8300001", "t2": "13900000002"})
TO = Teller("zh", {}, {}, "CNY")


def sheets(people=PEOPLE):
    state, view = routed()
    return crew_sheets(state, view, BASES, people)


def texts(data):
    """Every string a template reads."""
    if isinstance(data, dict):
        return [x for value in data.values() for x in texts(value)]
    if isinstance(data, list):
        return [x for value in data for x in texts(value)]
    return [data] if isinstance(data, str) else []


def test_a_crews_sheet_is_its_route_in_order():
    """Stops as they are driven; shift, base, break and the way home."""
    one, two = sheets()
    assert list(one.stops["claim_id"]) == ["t1", "t2", "t3"]
    assert [f"{x:%H:%M}" for x in one.stops["arrive_at"]] == ["08:02", "09:12", "09:44"]
    assert list(one.stops["late_min"]) == [0, 12, 0]
    assert list(one.stops["survey_min"]) == [30.0, 30.0, 20.0]
    assert (one.base, f"{one.from_at:%H:%M}", f"{one.until_at:%H:%M}") == (
        "城关网点", "08:00", "20:00",
    )  # fmt: skip
    assert (f"{one.break_at:%H:%M}", f"{one.break_end_at:%H:%M}") == ("08:32", "09:02")
    assert two.break_at is None
    assert f"{one.end_at:%H:%M}" == "10:14"


def test_the_break_stands_where_it_is_taken():
    """Departure, t1, break, t2, t3, home."""
    lines = pdf_data(sheets(), cover(), set(), "zh")["crews"][0]["lines"]
    told = [line.get("seq") or line["text"] for line in lines]
    assert told == ["08:00 从城关网点出发", "1", "休息 08:32–09:02", "2", "3", "10:14 回到城关网点"]
    assert lines[3]["late"] == "迟12分"


def test_without_the_right_role_nothing_personal_is_on_any_sheet():
    """Households are masked, phones never told; neither PDF data nor Excel holds them."""
    state, view = routed()
    claims = {
        key: replace(claim, household=f"P63012345{key}") for key, claim in state.claims.items()
    }
    hidden = crew_sheets(replace(state, claims=claims), view, BASES, None)
    data = texts(pdf_data(hidden, cover(with_people=False), set(), "zh"))
    book = route_book(hidden, cover(with_people=False), TO)
    cells = [str(c.value) for s in openpyxl.load_workbook(BytesIO(book)) for r in s for c in r]
    for found in (data, cells):
        assert not [x for x in found if "63012345" in x or "8300001" in x or "13900000002" in x]
        assert "*********t1" in found
        assert "按权限隐藏" in found
    clear = crew_sheets(replace(state, claims=claims), view, BASES, PEOPLE)
    shown = texts(pdf_data(clear, cover(), set(), "zh"))
    assert {"P63012345t1", "0972-8300001", "未登记"} <= set(shown)


@given(st.text("*P0123456789-户", max_size=30))
def test_a_mask_shows_the_end_and_never_more_than_half(text):
    """As long as the reference, at most two characters in clear."""
    hidden = masked(text)
    assert len(hidden) == len(text)
    clear = sum(a == b != "*" for a, b in zip(hidden, text, strict=True))
    assert clear <= min(2, len(text) / 2)


def test_a_minute_of_another_day_says_so():
    """Claims reported the day before, routes past midnight."""
    assert clock(moment_of(DAY, 485.4), DAY, "zh") == "08:05"
    assert clock(moment_of(DAY, 1450.0), DAY, "zh") == "次日00:10"
    assert clock(moment_of(DAY, -30.0), DAY, "zh") == "前日23:30"
    assert clock(moment_of(DAY, 2890.0), DAY, "zh") == "00:10 +2天"
    assert clock(moment_of(DAY, -1500.0), DAY, "en") == "23:00 −2 d"
    assert clock(moment_of(DAY, float("nan")), DAY, "zh") == clock(None, DAY, "zh") == "—"


def test_no_cell_of_the_file_is_a_formula():
    """Whatever a village is called, a program opens it as text; numbers and moments stay such."""
    state, view = routed()
    evil = {c: replace(x, village_name=f"{DANGEROUS[i]}1+1") for i, (c, x) in
            enumerate(list(state.claims.items())[:4])}  # fmt: skip
    body = route_book(crew_sheets(replace(state, claims={**state.claims, **evil}), view, BASES,
                                  PEOPLE), cover(), TO)  # fmt: skip
    book = openpyxl.load_workbook(BytesIO(body))
    for sheet in book:
        for row in sheet:
            assert all(cell.data_type != "f" for cell in row)
    first = book.worksheets[0]
    heads = [c.value for c in first[1]]
    rows = [dict(zip(heads, (c.value for c in row), strict=True)) for row in first.iter_rows(2)]
    assert [r["村"] for r in rows] == ["=1+1", "+1+1", "-1+1", "@1+1"]
    assert rows[1]["预计到"] == datetime(2026, 1, 20, 9, 12)
    assert rows[1]["迟到（分钟）"] == 12
    quoted = first.cell(2, heads.index("村") + 1)
    assert quoted.quotePrefix


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pdf_holds_a_page_a_crew_and_is_the_same_again(lang, tmp_path):
    """Tagged PDF, one crew a page, a code where there is a link; same input, same bytes."""
    links = {"c1": "https://huzhu.example/checkin/#3.YzE.20260121T1200.0123456789abcdefghijkl"}
    body = route_pdf(sheets(), cover(), links, lang)
    assert body == route_pdf(sheets(), cover(), links, lang)
    assert body.startswith(b"%PDF-")
    if shutil.which("pdftotext"):
        path = tmp_path / "routes.pdf"
        path.write_bytes(body)
        run = [shutil.which("pdftotext"), "-layout", str(path), "-"]
        told = subprocess.run(run, capture_output=True, text=True, check=True).stdout
        one, two = told.rstrip("\f").split("\f")
        assert "0972-8300001" in one
        assert re.search("SYNTHETIC DATA", one)
        assert "t4" in two
        assert "t4" not in one


def test_only_stops_of_routes_are_on_sheets():
    """What waits is on none; a crew without a stop has no sheet."""
    state, view = routed()
    assert set(route_rows(state, view)["claim_id"]) == {"t1", "t2", "t3", "t4"}
    none = replace(view, stops=view.stops[view.stops["crew_id"] == "c1"])
    assert [s.crew.crew_id for s in crew_sheets(state, none, {})] == ["c1"]
    assert crew_sheets(state, none, {})[0].base == "B0"
