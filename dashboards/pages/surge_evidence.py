"""Surge planner: how well each way of telling claims foretold own events, each left out."""

import pandas as pd
from dash.development.base_component import Component

from dashboards.components.panels import card, empty, table
from dashboards.i18n import number, percent, span, t, term
from risk.surge import Forecast


def evidence_card(forecast: Forecast, lang: str) -> Component:
    """Ways of the scenario's family and of all families, the one used marked.

    Worded from ``Forecast.evidence``; without own events measured in intensity it says so.
    """
    title = t("evidence.title", lang)
    rows = forecast.evidence
    if rows.empty:
        return card(title, empty(t("evidence.none", lang), t("evidence.none_remedy", lang)))
    shown = pd.DataFrame(
        {
            "family": [_family(family, lang) for family in rows["peril_family"]],
            "way": [_way(row, forecast, lang) for row in rows.to_dict("records")],
            "events": [number(value, lang) for value in rows["events"]],
            "better": [_better(row, lang) for row in rows.to_dict("records")],
            "crps": [number(value, lang) for value in rows["crps"]],
            "held_50": [percent(value, lang, 0) for value in rows["held_50"]],
            "held_90": [percent(value, lang, 0) for value in rows["held_90"]],
        }
    )
    headers = [t(f"evidence.{name}", lang) for name in shown]
    return card(title, table(shown, headers), note=t("evidence.note", lang))


def _family(family: str, lang: str) -> str:
    return t("evidence.all", lang) if family == "all" else term("peril_family", family, lang)


def _way(row: dict[str, object], forecast: Forecast, lang: str) -> str:
    name = t(f"evidence.way.{row['way']}", lang)
    used = row["way"] == forecast.way and row["peril_family"] == forecast.scenario.family
    return t("evidence.used", lang, way=name) if used else name


def _better(row: dict[str, object], lang: str) -> str:
    """Gain in log score an event over the preset's rate, with its 90 % range and verdict."""
    if row["verdict"] == "baseline":
        return t("evidence.verdict.baseline", lang)
    gain = number(float(str(row["better_than_preset"])), lang, 1)
    low, high = float(str(row["better_lo"])), float(str(row["better_hi"]))
    said = span(low, high, lang, lambda value, lang: number(value, lang, 1))
    verdict = str(row["verdict"])
    return f"{gain} ({said}) · {t(f'evidence.verdict.{verdict}', lang)}"
