"""History, the contract: its month, targets against actuals, open claims, ledgers, scorecards."""

from math import isnan

import dash_mantine_components as dmc
import plotly.graph_objects as go
from dash.development.base_component import Component

from dashboards.components.panels import columns, empty, tile
from dashboards.figures.ranges import bars
from dashboards.i18n import day, number, span, t, term, year
from dashboards.pages.history_scene import Scene, chips, sheet
from risk.history.closing import RunOff
from risk.history.contract import contract_month
from risk.views import contract
from risk.warehouse.contract import contract_end

SHOWN_YEARS = 3


def view(s: Scene) -> list[Component]:
    """The tab."""
    return [
        tiles(s),
        years(s),
        sheet(s, "targets", more=[matrix(s)]),
        columns([sheet(s, "open_ages", figure=ages(s))], [sheet(s, "rejects")]),
        sheet(s, "open_claims"),
        sheet(s, "measures"),
        sheet(s, "corrections"),
        columns([sheet(s, "scorecards_roles")], [sheet(s, "scorecards_deciders")]),
        sheet(s, "scorecards"),
    ]


def tiles(s: Scene) -> Component:
    """Where the contract stands, and what will be open at its end."""
    county, as_of = s.story.facts.county, s.story.facts.as_of
    month = contract_month(as_of, county.contract_year_start_month)
    end = contract_end(as_of, county.contract_year_start_month)
    run = s.answer(contract.run_off)
    reached = s.table("targets")
    counts = reached["verdict"].value_counts()
    verdicts = [
        t("history.count_of", s.lang, name=term("target_verdict", v, s.lang), n=number(n, s.lang))
        for v, n in counts.items()
    ]
    return dmc.SimpleGrid(
        [
            tile(
                s.t("history.contract_month"),
                s.t("history.month_of", n=month.number, year=year(month.year, s.lang)),
                [s.t("history.days_left", n=number((end - as_of).days, s.lang),
                     day=day(end, s.lang))],
            ),
            tile(s.t("history.open_now"), number(run.open_now, s.lang), [run_words(s, run)]),
            tile(s.t("history.table.targets"), number(len(reached), s.lang), verdicts),
        ],
        cols={"base": 1, "xs": 3},
    )  # fmt: skip


def run_words(s: Scene, run: RunOff) -> str:
    """What of today's open claims will be open at the end."""
    if isnan(run.mean):
        return s.t("history.run_off_thin", closed=number(run.closed, s.lang))
    return s.t(
        "history.run_off", days=number(run.days, s.lang), mean=number(run.mean, s.lang, 1),
        range=span(run.low, run.high, s.lang), years=number(run.years, s.lang),
    )  # fmt: skip


def years(s: Scene) -> Component:
    """Contract years whose targets can be shown."""
    known = sorted(s.story.facts.targets["contract_year"].unique(), reverse=True)
    this = s.look.year_to or s.story.facts.county.contract_year(s.story.facts.as_of)
    options = [
        (year(int(y), s.lang), s.look.address(year_to=int(y)), int(y) == this)
        for y in known[:SHOWN_YEARS]
    ]
    return chips(s.t("history.contract_year"), options)


def matrix(s: Scene) -> Component:
    """Verdicts by metric (rows) and contract month (columns)."""
    frame = s.table("targets")
    if frame.empty:
        return empty(s.t("history.empty.targets"))
    months = sorted(frame["contract_month"].unique())
    head = dmc.TableThead(
        dmc.TableTr(
            [dmc.TableTh(s.t("history.col.metric")), *(dmc.TableTh(str(m)) for m in months)]
        )
    )
    body = []
    for metric, own in frame.groupby("metric", sort=False):
        verdict = own.set_index("contract_month")["verdict"]
        cells = [_verdict(s, verdict.get(m)) for m in months]
        body.append(dmc.TableTr([dmc.TableTd(str(metric)), *cells]))
    return dmc.TableScrollContainer(
        dmc.Table([head, dmc.TableTbody(body)], fz="sm", className="verdicts"),
        minWidth=620, type="native", tabIndex=0,
    )  # fmt: skip


def _verdict(s: Scene, verdict: object) -> Component:
    if verdict is None:
        return dmc.TableTd("")
    word = term("target_verdict", verdict, s.lang)
    return dmc.TableTd(
        f"{t(f'history.mark.{verdict}', s.lang)} {word}", className=f"verdict {verdict}"
    )


def ages(s: Scene) -> go.Figure | None:
    """Open claims by days since their report."""
    frame = s.table("open_ages")
    if not frame["claims"].sum():
        return None
    label = [
        s.t("history.days_bin", first=f"{a:g}", last=f"{b:g}") if b == b
        else s.t("history.days_over", first=f"{a:g}")
        for a, b in zip(frame["from_day"], frame["to_day"], strict=True)
    ]  # fmt: skip
    names = {"claims": s.t("history.open_now")}
    return bars(
        frame.assign(label=label), x="label", values=names, y_title=t("unit.claims", s.lang)
    )
