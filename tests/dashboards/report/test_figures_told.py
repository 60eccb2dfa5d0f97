"""Every number in the tables of the shorter reports is the engine's, in both languages.

`test_every_kind` reads the same cells back from Word file and PDF. A table with a column of numbers
and no rule of its own fails: nothing is left uncompared.
"""

import pytest

from dashboards.report.asked import KINDS
from tests.dashboards.report import engine_rows, engine_rows_events
from tests.dashboards.report.engine_rows import PERIODS, caption_keys, numbers
from tests.dashboards.report.engine_rows_events import day_orders

RULES = {**engine_rows.RULES, **engine_rows_events.RULES}
OWN = {"monthly": "period", "quarterly": "period", "after_event": "after", "order_sheet": "orders"}
SHORTER = [kind for kind in KINDS if kind != "annual"]  # whose chapters have tests of their own


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", SHORTER)
def test_numbers_in_tables_are_the_engines(kind, lang, made_of, given_of):
    """Cell by cell, of every column of numbers."""
    b, report = made_of(kind, lang)
    about = kind if kind in PERIODS else given_of(kind).content
    compared, rooms = 0, {"table", OWN.get(kind, kind)}
    keys = [key for key in RULES if key.split(".")[0] in rooms]
    for key, tables in caption_keys(report, b, keys).items():
        told = [row for table in tables for row in numbers(table)]
        if not any(told):
            continue
        rule = RULES.get(key) or (day_orders if kind == "order_sheet" else None)
        assert rule, f"no rule for {[table.caption for table in tables]}"
        assert told == rule(b, about), tables[0].caption
        compared += len(told)
    assert compared


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_key_figures_are_the_engines(lang, made_of, given_of):
    """Those an office's template may name; summary and acceptance have tests of their own."""
    w = made_of("monthly", lang)[0].words
    for kind, claims in (("monthly", 20), ("quarterly", 27)):
        counts = {"reported": claims, "in_events": 20, "rejected": 0, "paid": claims}
        assert made_of(kind, lang)[1].key_figures == {
            **{name: w.n(n) for name, n in counts.items()},
            "paid_money": w.money(1000.0 * claims), "complaints": w.n(1),
        }  # fmt: skip
    now = given_of("bulletin").content.now
    assert made_of("bulletin", lang)[1].key_figures == {
        "reported": w.n(20), "surveyed": w.n(20), "late": w.n(5), "final": w.n(now.final["p50"]),
        "final_range": w.span(now.final["p05"], now.final["p95"]),
        "to_come": w.n(now.to_come["p50"]),
        "to_come_range": w.span(now.to_come["p05"], now.to_come["p95"]),
    }  # fmt: skip
    eve = given_of("after_event").content.said.iloc[0]
    assert made_of("after_event", lang)[1].key_figures == {
        "claims": w.n(20), "paid": w.money(20_000.0), "late": w.n(5), "eve_p50": w.n(eve["p50"]),
        "eve_range": w.span(eve["p05"], eve["p95"]),
    }  # fmt: skip
    sheet = given_of("order_sheet").content.sheet
    assert made_of("order_sheet", lang)[1].key_figures == {
        "crew_days": w.n(sheet.orders["crews"].sum()), "calls": w.n(len(sheet.calls)),
        "cost": w.money(sheet.outcome.cost_money),
    }  # fmt: skip
    assert made_of("atlas", lang)[1].key_figures == {"villages": w.n(3), "townships": w.n(1)}
