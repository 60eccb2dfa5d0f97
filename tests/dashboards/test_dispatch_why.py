"""Why claims of a dispatch day are late, as people read it: words, charts, list, file."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import openpyxl
import pandas as pd
import pytest
from dispatch_world import DAY, surge_day, tiny_claim, tiny_day

from dashboards.figures.dispatch_why import causes, together
from dashboards.i18n import LANGS, has_text
from dashboards.pages.dispatch_why import file_tables, told_view
from dashboards.pages.event_why import days_tables, days_view
from dashboards.story.dispatch_why import (
    COLUMNS,
    at_words,
    changes_in_words,
    in_words,
    reasons_of,
    saved_words,
)
from dashboards.story.roster_file import tables_workbook
from risk.follow.why_days import DAY_COLUMNS, WhyDays
from risk.staffing.live import Deed, DeedKind, Progress, RoadCut, Stage, apply
from risk.staffing.reasons import Cause, Saver, sum_causes

BASES = {"B0": "县城驻点"}


@pytest.fixture(scope="module")
def surge():
    """A made-up surge at 13:00."""
    day, script = surge_day(claims=90, crews=4, seed=2)
    day, _ = apply(day, Deed(DeedKind.ROUTED, day.now_min))
    return script.play(day, 780.0, lambda state, deed: apply(state, deed)[0])


def one_late(**changes):
    """The tiny day, one town claim reported at 07:00, crews from 08:00 on."""
    claim = tiny_claim(1, 1, 420.0)
    return replace(
        tiny_day(), claims={"t1": claim}, progress={"t1": Progress(Stage.PLANNED)},
        routes={"c1": ("t1",), "c2": ()}, planned=True, **changes,
    )  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_every_cause_and_saver_has_words(lang):
    """Causes have a name and a meaning; savers a sentence; changes a label."""
    for cause in Cause:
        assert has_text(f"why.cause.{cause.value}", lang)
        assert has_text(f"why.means.{cause.value}", lang)
    for saver in Saver:
        assert has_text(f"why.saved.{saver.value}", lang)
    for change in ("as_was", "roads", "duty", "longer", "skills", "crew"):
        assert has_text(f"why.change.{change}", lang)


def test_a_claim_in_words():
    """Who, how much, until when: the crew named, 32 minutes earlier, by 07:28."""
    state = one_late()
    rows = reasons_of(state).rows
    words = in_words(state, rows, BASES, "zh")
    assert list(words.columns) == list(COLUMNS)
    line = words.iloc[0]
    assert (line["due"], line["arrives"], line["late"]) == ("07:30", "08:02", "将迟32分钟")
    assert line["cause"] == "没人在班"
    assert line["saved"] == "一组早32分钟上班（最迟07:28）"
    english = in_words(state, rows, BASES, "en").iloc[0]
    assert english["saved"].endswith("on duty 32 min earlier (by 07:28)")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("saver", Saver)
def test_every_saver_can_be_said(saver, lang):
    """With a crew and without, with others and none, alone: no gap in a sentence is left."""
    state = one_late()
    row = reasons_of(state).rows.iloc[0].to_dict()
    for crew, others, amount, alone in (("c1", (), 2.0, False), ("", tuple("abcd"), float("inf"),
                                                                 True)):  # fmt: skip
        if saver not in (Saver.OPENED,) and amount == float("inf"):
            amount = float("nan") if saver is Saver.SENT else 3.0
        told = row | {"saved_by": saver.value, "crew_id": crew, "others": others,
                      "amount": amount, "alone": alone}  # fmt: skip
        words = saved_words(state, told, BASES, lang)
        assert words
        assert "{" not in words


def test_the_hour_of_another_day_has_its_date():
    """Half past one in the morning after; eleven in the evening before; never."""
    state = tiny_day()
    assert at_words(state, 1530.0, "zh") == "1月21日 01:30"
    assert at_words(state, -60.0, "en") == "19 Jan 23:00"
    assert at_words(state, float("inf"), "zh") == "—"


@pytest.mark.parametrize("lang", LANGS)
def test_the_charts_hold_every_late_claim_once(surge, lang):
    """Bars by tier add up to the numbers beside them; the commonest cause is on top."""
    told = reasons_of(surge)
    sums = sum_causes(told.rows["cause"], told.rows["tier"])
    town, rural, numbers = causes(sums, lang).data
    drawn = [a + b for a, b in zip(town.x, rural.x, strict=True)]
    assert sum(drawn) == len(told.rows)
    assert drawn == list(numbers.x) == sorted(drawn, reverse=True)
    changes = changes_in_words(told, BASES, lang)
    assert list(together(changes, lang).data[0].x) == sorted(changes["saved"], reverse=True)


@pytest.mark.parametrize("lang", LANGS)
def test_the_part_of_the_page(surge, lang):
    """Two charts, a list, a link for those who may; a day on which all is well says so."""
    shown = str(told_view(surge, BASES, lang, link="/export/dispatch/why/1.xlsx").to_plotly_json())
    assert shown.count("Graph(") == 2
    assert "AgGrid(" in shown
    assert "/export/dispatch/why/1.xlsx" in shown
    assert "why." not in shown.replace("/export/dispatch/why/1.xlsx", "")
    well = replace(surge, claims={}, progress={}, routes=dict.fromkeys(surge.routes, ()))
    assert "AgGrid(" not in str(told_view(well, BASES, lang).to_plotly_json())
    assert "AgGrid(" not in str(told_view(tiny_day(), BASES, lang).to_plotly_json())


def test_the_file_says_what_it_is(surge):
    """Four sheets; every late claim; marked where synthetic; text stays text."""
    book = openpyxl.load_workbook(
        BytesIO(tables_workbook(file_tables(surge, BASES, True, "zh"), "zh"))
    )
    assert book.sheetnames[0] == "逐件原因"
    assert len(book.sheetnames) == 4
    assert book.worksheets[0].max_row == 1 + len(reasons_of(surge).rows)
    about = [[c.value for c in row] for row in book["说明"].iter_rows()]
    assert any(row[0] == "数据" for row in about)
    formula = replace(one_late(), cuts=(RoadCut(("V6",), 480.0),))
    named = replace(formula.claims["t1"], village_name="=1+1")
    state = replace(formula, claims={"t1": named})
    sheet = openpyxl.load_workbook(
        BytesIO(tables_workbook(file_tables(state, BASES, False, "zh"), "zh"))
    ).worksheets[0]
    assert sheet["E2"].data_type == "s"


def days(*claims_and_rows):
    """Causes of invented days."""
    heads = [
        (n, DAY + timedelta(days=n), "今天", n > 0, True, claims, len(rows))
        for n, (claims, rows) in enumerate(claims_and_rows)
    ]
    rows = [rows.assign(day_id=n, day=DAY + timedelta(days=n))
            for n, (_, rows) in enumerate(claims_and_rows)]  # fmt: skip
    return WhyDays(pd.DataFrame(heads, columns=list(DAY_COLUMNS)), pd.concat(rows))


@pytest.mark.parametrize("lang", LANGS)
def test_the_days_of_an_event(surge, lang):
    """One chart over all days, a line a day; the file holds whole and days; none says so."""
    rows = reasons_of(surge).rows
    told = days((90, rows), (90, rows), (5, rows.head(0)))
    shown = str(days_view(told, lang, link="/x.xlsx").to_plotly_json())
    assert shown.count("Graph(") == 1
    assert "why." not in shown
    tables = list(days_tables(told, lang).values())
    assert tables[0].iloc[:, -1].sum() == 2 * len(rows) == tables[1].iloc[:, -1].sum()
    assert len(tables[2]) == 3
    calm = days((5, rows.head(0)))
    assert "Graph(" not in str(days_view(calm, lang).to_plotly_json())
    assert days_tables(calm, lang)
    nothing = WhyDays(pd.DataFrame(columns=list(DAY_COLUMNS)), pd.DataFrame())
    assert "Graph(" not in str(days_view(nothing, lang).to_plotly_json())
