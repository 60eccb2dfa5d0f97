"""What minutes rest on: sources, own logs beside them, fitted beside assumed values, means.

A part of the Bases page: ``travel_part(facts, lang)`` gives its cards.
"""

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid
from dashboards.components.panels import card, chart, columns, empty, facts, table
from dashboards.figures.travel import logged_and_told
from dashboards.i18n import MISSING, number, percent, span, t, term
from dashboards.story.travel import Drives, county_drives, learned_errors, worst_pairs
from dashboards.story.travel_file import fitted_words, in_words
from risk.errors import HuzhuError
from risk.facts import Facts
from risk.staffing.travel.fit import TRIPS_MIN

WORST_SHOWN = 50


def travel_part(found: Facts, lang: str) -> Component:
    """Cards about drives and means; where there is no base, why there are none."""
    try:
        drives = county_drives(found)
    except HuzhuError:
        return card(t("travel.title", lang), empty(t("travel.no_base", lang)))
    left = [_sources(found, drives, lang), _fitted(drives, lang), _means(found, lang)]
    return columns(left, [_logged(drives, lang), _worst(found, drives, lang)])


def _sources(found: Facts, drives: Drives, lang: str) -> Component:
    travel, errors = drives.travel, learned_errors(found)
    own = drives.learned.ways.errors
    rows = [
        (
            term("travel_source", source, lang),
            t(
                "travel.share_and_error", lang, share=percent(share, lang, 1),
                error=percent(errors[source], lang),
                whence=t("travel.error_own" if source in own else "travel.error_set", lang),
            ),
        )
        for source, share in travel.shares().items() if share > 0
    ]  # fmt: skip
    told: list[Component] = [facts(rows)]
    if drives.learned.network is None:
        told.append(empty(t("travel.no_roads", lang), t("travel.no_roads_remedy", lang)))
    else:
        told += [dmc.Text(line, size="sm") for line in _roads(drives, lang)]
    return card(t("travel.title", lang), *told, note=t("travel.sources_note", lang))


def _roads(drives: Drives, lang: str) -> list[str]:
    """How the roads were joined, what of them is not used, and what own trips make of them."""
    travel, learned, network = drives.travel, drives.learned, drives.learned.network
    if network is None:
        return []
    lines = [t("travel.common_vertices" if network.common_vertices else "travel.crossings", lang)]
    if learned.ways.roads is not None:
        lines.append(
            t("travel.counts", lang, detours=number(travel.detours, lang),
              unreached=number(travel.unreached, lang),
              unknown=percent(network.unknown_class_share, lang))
        )  # fmt: skip
    if learned.roads is not None:
        key = "travel.roads_hold" if learned.roads.hold else "travel.roads_set_aside"
        lines.append(
            t(key, lang, n=number(learned.roads.trips, lang),
              road=percent(learned.roads.road_cv, lang),
              estimate=percent(learned.roads.estimate_cv, lang))
        )  # fmt: skip
    fit = learned.ways.road_fit
    if fit is not None:
        ends = span(fit.low.min_per_km, fit.high.min_per_km, lang, _figure)
        times = _figure(fit.drive.min_per_km, lang)
        lines.append(t("travel.pace", lang, times=times, ends=ends, n=number(fit.trips, lang)))
    return lines


def _logged(drives: Drives, lang: str) -> Component:
    title, judged = t("travel.logged", lang), drives.learned.judged
    left = drives.learned.trips.left_out
    why = t("list.comma", lang).join(
        t("travel.left_out_of", lang, why=term("trip_left_out", code, lang), n=number(n, lang))
        for code, n in left.items() if n
    )  # fmt: skip
    note = t("travel.logged_note", lang)
    if why:
        note += t("travel.left_out", lang, why=why)
    if judged.empty:
        return card(title, empty(t("travel.no_trips", lang), t("travel.no_trips_remedy", lang)),
                    note=note)  # fmt: skip
    told = t("travel.trips_told", lang, n=number(len(judged), lang))
    figure = logged_and_told(judged, lang)
    return card(title, dmc.Text(told, size="sm"), chart(figure, lang, label=title), note=note)


def _fitted(drives: Drives, lang: str) -> Component:
    title = t("travel.fitted", lang)
    fitted = drives.learned.ways.fitted
    told = [
        t("travel.fit_told", lang, tier=term("tier", tier, lang), n=number(fit.trips, lang),
          days=number(fit.days, lang), error=number(fit.error_min, lang, 1),
          before=number(fit.assumed_error_min, lang, 1), odd=percent(fit.odd_share, lang, 1))
        for tier, fit in (fitted.tiers.items() if fitted else ())
    ]  # fmt: skip
    counts = drives.learned.trips.table["tier"].value_counts()
    told += [
        t("travel.too_few", lang, tier=term("tier", tier, lang),
          n=number(counts.get(tier, 0), lang), least=number(TRIPS_MIN, lang))
        for tier in ("town", "rural") if not fitted or tier not in fitted.tiers
    ]  # fmt: skip
    known = drives.drives[drives.drives["trips"] > 0]
    body: list[Component] = [dmc.Text(line, size="sm") for line in told]
    if len(known):
        body.append(_fit_table(fitted_words(known, lang), lang))
    return card(title, *body, note=t("travel.fitted_note", lang))


def _fit_table(rows: pd.DataFrame, lang: str) -> Component:
    texts = pd.DataFrame(
        [
            {
                "name": f"{row['tier']} · {row['name']}",
                "value": _figure(row["value"], lang),
                "range": span(row["low"], row["high"], lang, _figure),
                "assumed": MISSING if pd.isna(row["assumed"]) else _figure(row["assumed"], lang),
                "unit": row["unit"],
            }
            for row in rows.to_dict("records")
        ]
    )
    heads = ("name", "value", "range90", "assumed", "unit")
    return table(texts, [t(f"travel.col.{name}", lang) for name in heads])


def _figure(value: float, lang: str) -> str:
    size = abs(value)
    return number(value, lang, 3 if size < 1 else 2 if size < 10 else 1)


def _worst(found: Facts, drives: Drives, lang: str) -> Component:
    title = t("travel.worst", lang)
    rows = in_words(worst_pairs(drives.learned, found).head(WORST_SHOWN), lang)
    if rows.empty:
        return card(title, empty(t("travel.no_worst", lang)))
    shown = [
        Column("origin", t("travel.col.origin", lang), width=95, flex=2),
        Column("village", t("travel.col.village", lang), width=95, flex=2),
        Column("trips", t("travel.col.trips", lang), "number", width=60, filtered=False),
        Column("logged_min", t("travel.col.logged_min", lang), "number", width=70, filtered=False),
        Column("told_min", t("travel.col.told_min", lang), "number", width=70, filtered=False),
        Column("times", t("travel.col.times", lang), "number", 2, width=65, filtered=False),
        Column("source", t("travel.col.source", lang), width=80, filtered=False),
    ]
    body = grid(rows, shown, lang, label=title, rows_max=8)
    return card(title, body, note=t("travel.worst_note", lang))


def _means(found: Facts, lang: str) -> Component:
    """Crews that people and cars give on the last day known."""
    title = t("travel.means", lang)
    told, bases = found.means_on(found.as_of), found.bases
    planned = bases["crews_day"] + bases["crews_night"]
    rows = pd.DataFrame(
        {
            "base": bases["name"].to_numpy(),
            "people": [number(n, lang) for n in told["people"]],
            "away": [number(n, lang) for n in told["away"]],
            "cars": [MISSING if pd.isna(n) else number(n, lang) for n in told["cars"]],
            "crews": [number(n, lang) for n in told["crews"]],
            "planned": [number(n, lang) for n in planned],
            "binding": [term("means_binding", code, lang) for code in told["binding"]],
        }
    )
    heads = [t(f"travel.col.{name}", lang) for name in rows]
    return html.Div(card(title, table(rows, heads), note=t("travel.means_note", lang)))
