"""The budget: a range from crew-days, events, cars and drills, with its assumptions."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dashboards.i18n import reword
from dashboards.report.allocation import cars_needed
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Bullets, Chapter, Paragraph, Section
from dashboards.report.outlook import scenario_name
from dashboards.report.year_plan import seasons
from risk.planned import Surge
from risk.staffing.roster import BaseStaffing

WAGES = "wages"
BEYOND = ("overtime", "standby", "lending", "mobilisation")  # paid on top of the year's own crews
COSTS = ("crew_day_cost_money", "overtime_pay_ratio", "mobilisation_cost_money",
         "vehicle_day_cost_money", "drill_cost_money")  # fmt: skip


@dataclass(frozen=True)
class Item:
    """A row of the budget, in the county's currency.

    Attributes:
        name: ``own``, ``events``, ``cars`` or ``drills``.
        amount: what it is counted in, in words.
        low, middle, high: NaN: cannot be told; ``missing`` names what to supply.
    """

    name: str
    amount: str
    low: float
    middle: float
    high: float
    missing: str = ""


def chapter(b: Brief) -> Chapter:
    """The chapter: the items and their sum, events one by one, what it rests on."""
    w = b.words
    return Chapter(
        w("budget.title", year=w.year(b.plan_year)),
        (
            Section(w("budget.items.title"), items_told(b)),
            Section(w("budget.events.title"), events_told(b)),
            Section(w("budget.basis.title"), basis(b)),
        ),
    )


def items(b: Brief) -> list[Item]:
    """Every item of the budget."""
    return [own(b), events(b), cars(b), drills(b)]


def own(b: Brief) -> Item:
    """Own crews on ordinary days: fewest of a lean month, as expected, most of a full one."""
    w, told = b.words, b.base_staffing
    if isinstance(told, str):
        return _gap("own", reword(told, w.lang))
    days = told.needs["month"].map(_days)
    each = b.story.facts.county.staffing.crew_day_cost_money
    low, middle, high = (
        float((told.needs[name] * days).sum()) for name in ("crews_lo", "crews", "crews_hi")
    )
    amount = w("amount.crew_days", n=w.n(middle), range=w.span(low, high))
    return Item("own", amount, *(n * each for n in (low, middle, high)))


def beyond(surge: Surge) -> pd.Series:
    """What a plan costs beyond own crews' wages, by item."""
    return surge.plan.costs.set_index("item")["money"].reindex(list(BEYOND)).fillna(0.0)


def events(b: Brief) -> Item:
    """Crews beyond own: no severe event, the dearest one, one of each family planned for."""
    w, sums = b.words, [float(beyond(s).sum()) for s in b.story.surges.values()]
    if unpriced := unpriced_lenders(b):
        return _gap("events", w("missing.lender_cost", names=w.join(unpriced)))
    if not sums:
        return _gap("events", w("missing.plan"))
    return Item("events", w("amount.events", n=w.n(len(sums))), 0.0, max(sums), sum(sums))


def unpriced_lenders(b: Brief) -> list[str]:
    """Lenders without a cost a crew-day."""
    lenders = b.story.facts.lenders
    return [str(x) for x in lenders.loc[lenders["cost_per_crew_day_money"].isna(), "name"]]


def cars(b: Brief) -> Item:
    """Cars on duty, one a crew of the fuller shift; a gap without a cost of a car's day."""
    w, told = b.words, b.base_staffing
    if isinstance(told, str):
        return _gap("cars", reword(told, w.lang))
    each, days = b.story.facts.county.staffing.vehicle_day_cost_money, _car_days(told)
    amount = w("amount.car_days", n=w.n(days[1]), range=w.span(days[0], days[2]))
    if each is None:
        return _gap("cars", w("missing.car_cost"), amount)
    return Item("cars", amount, *(n * each for n in days))


def _car_days(told: BaseStaffing) -> tuple[float, float, float]:
    sums = []
    for name in ("crews_lo", "crews", "crews_hi"):
        table = cars_needed(told, name)
        sums.append(float((table * [_days(m) for m in table.columns]).sum().sum()))
    return sums[0], sums[1], sums[2]


def drills(b: Brief) -> Item:
    """One drill before each season; a gap without the cost of one."""
    w, each, n = b.words, b.story.facts.county.staffing.drill_cost_money, len(seasons())
    amount = w("amount.drills", n=w.n(n))
    if each is None:
        return _gap("drills", w("missing.drill_cost"), amount)
    return Item("drills", amount, *([n * each] * 3))


def _gap(name: str, missing: str, amount: str = "") -> Item:
    nan = float("nan")
    return Item(name, amount, nan, nan, nan, missing)


def _days(month: pd.Timestamp) -> int:
    return monthrange(month.year, month.month)[1]


def total(told: Sequence[Item]) -> tuple[float, float, float]:
    """Low, middle and high of all items that can be told."""
    known = [x for x in told if not x.missing]
    return sum(x.low for x in known), sum(x.middle for x in known), sum(x.high for x in known)


def items_told(b: Brief) -> tuple[Block, ...]:
    """The table of items, its sum in words, and what the sum leaves out."""
    w, told = b.words, items(b)
    known, missing = [x for x in told if not x.missing], [x for x in told if x.missing]
    unit = w.money_unit
    columns = [
        b.col("item", number=False, weight=1.7), b.col("amount", number=False, weight=2.2),
        b.col("low", unit=unit, weight=1.1), b.col("middle", unit=unit, weight=1.1),
        b.col("high", unit=unit, weight=1.1), b.col("ends_mean", number=False, weight=2.6),
    ]  # fmt: skip
    rows = [_row(b, x) for x in told]
    if known:
        sums = total(told)
        key = "budget.all_known" if missing else "budget.all"
        rows.append((w(key), w("none_left"), *map(w.sum, sums), w("none_left")))
        low, middle, high = map(w.money, sums)
        text = w("budget.text", year=w.year(b.plan_year), low=low, middle=middle, high=high)
    else:
        text = w("budget.unknown")
    gaps = [w("budget.gap", item=w(f"item.{x.name}"), missing=x.missing) for x in missing]
    note = b.ledgers("claim", "policy", "base", "lender") + w("note.budget")
    return (
        Paragraph(text), b.table("table.budget", columns, rows, note),
        *([Bullets(tuple(gaps))] if gaps else []), *on_record(b),
    )  # fmt: skip


def on_record(b: Brief) -> tuple[Block, ...]:
    """What the crews on record cost when on duty all year, beside what is needed."""
    w, told = b.words, b.base_staffing
    if isinstance(told, str) or told.assumed:
        return ()
    days = float((told.needs["crews_record"] * told.needs["month"].map(_days)).sum())
    cost = days * b.story.facts.county.staffing.crew_day_cost_money
    return (Paragraph(w("budget.record", days=w.n(days), cost=w.money(cost))),)


def _row(b: Brief, item: Item) -> tuple[str, ...]:
    w = b.words
    sums = [
        w("not_given") if item.missing else w.sum(x) for x in (item.low, item.middle, item.high)
    ]
    ends = w("budget.supply") if item.missing else w(f"ends.{item.name}")
    return (w(f"item.{item.name}"), item.amount or w("none_left"), *sums, ends)


def events_told(b: Brief) -> tuple[Block, ...]:
    """Each scenario's cost beyond own crews, by what is paid for."""
    w = b.words
    if not b.story.surges:
        return (Paragraph(w("outlook.none")),)
    columns = [
        b.col("scenario", number=False, weight=1.8),
        *(b.col(f"cost.{name}", unit=w.money_unit) for name in BEYOND),
        b.col("cost.beyond", unit=w.money_unit, weight=1.2),
        b.col("cost.wages", unit=w.money_unit, weight=1.2),
    ]  # fmt: skip
    rows = []
    for surge in b.story.surges.values():
        paid, wages = beyond(surge), surge.plan.costs.set_index("item")["money"].get(WAGES, 0.0)
        rows.append(
            (scenario_name(b, surge), *(w.sum(x) for x in paid), w.sum(paid.sum()), w.sum(wages))
        )
    note = b.ledgers("base", "lender") + w("note.budget_events")
    return Paragraph(w("budget.events.text")), b.table("table.budget_events", columns, rows, note)


def basis(b: Brief) -> tuple[Block, ...]:
    """Unit costs with their standing: where an assumed one changes, the budget changes with it."""
    w, section = b.words, b.story.facts.county.staffing
    lines = []
    for name in COSTS:
        value, standing = getattr(section, name), section.standing(name)
        if value is None:
            lines.append(w("budget.basis.open", name=w(f"setting.staffing.{name}")))
            continue
        shown = w.n(value, 1) if name.endswith("ratio") else w.money(value)
        lines.append(
            w("budget.basis.line", name=w(f"setting.staffing.{name}"), value=shown,
              standing=w.term("status", standing.status))
        )  # fmt: skip
    return Paragraph(w("budget.basis.text")), Bullets((*lines, w("budget.basis.not_in")))
