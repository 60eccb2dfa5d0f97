"""The map of Bases: villages by minutes or share in time, bases that stay, come and go."""

from itertools import pairwise

import dash_leaflet as dl
import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboards.components.maplayers import mark_icon
from dashboards.components.panels import card
from dashboards.components.riskmap import hideout, legend, risk_map
from dashboards.i18n import duration, percent, t
from dashboards.pages.bases_form import MEASURES, Id
from dashboards.story import Context
from dashboards.story.bases import (
    COVERED_CUTS_MIN,
    SHARE_CUTS,
    Answer,
    candidate_words,
    ordered,
    placed_bases,
    trial_words,
    tried,
    village_digits,
)
from dashboards.story.levels import township_places
from risk.flow import Story


def map_card(
    context: Context, story: Story, answer: Answer, candidate: str, trial: str, lang: str
) -> Component:
    """The map with its controls."""
    names = [{"value": n, "label": candidate_words(n, lang)} for n in ordered(answer)]
    trials = [{"value": n, "label": trial_words(n, lang)} for n in tried(answer)]
    controls = dmc.SimpleGrid(
        [
            dmc.Select(id=Id.CANDIDATE, data=names, value=candidate, allowDeselect=False,
                       label=t("bases.candidate", lang)),
            dmc.Select(id=Id.TRIAL, data=trials, value=trial, allowDeselect=False,
                       label=t("bases.trial", lang)),
        ],
        cols={"base": 1, "xs": 2},
    )  # fmt: skip
    measure = dmc.SegmentedControl(
        id=Id.MEASURE, value=MEASURES[0], mt="sm",
        data=[{"value": m, "label": t(f"bases.measure.{m}", lang)} for m in MEASURES],
    )  # fmt: skip
    drawn = map_view(context, story, answer, candidate, trial, MEASURES[0], lang)
    return card(t("bases.map", lang), controls, measure, html.Div(drawn, id=Id.SHOWN))


def map_view(
    context: Context, story: Story, answer: Answer, candidate: str, trial: str, measure: str,
    lang: str,
) -> Component:  # fmt: skip
    """Villages by minutes or by share in time under the bases of a candidate."""
    layers = context.layers()
    digits = village_digits(answer, candidate, trial, measure, layers["village"].codes)
    labels = class_labels(measure, lang)
    placed = placed_bases(answer, candidate)
    marks = dl.LayerGroup([_mark(row, lang) for row in placed.to_dict("records")])
    drawn = risk_map(
        layers, "village", hideout(digits, labels), township_places(story), lang, extra=[marks]
    )
    key = legend(
        t(f"bases.unit.{measure}", lang), labels, lang, hatched=False,
        derived=layers["village"].derived,
    )  # fmt: skip
    kinds = [
        html.Li([html.Span(className=f"swatch base {kind}"), t(f"bases.kind.{kind}", lang)])
        for kind in ("stays", "new", "closed")
    ]
    return html.Div([drawn, key, html.Ul(kinds, className="legend")])


def _mark(row: dict[str, object], lang: str) -> Component:
    words = t(
        "bases.mark", lang, name=row["name"], kind=t(f"bases.kind.{row['kind']}", lang),
        day=row["crews_day"], night=row["crews_night"],
    )  # fmt: skip
    return dl.DivMarker(
        dl.Tooltip(words),
        position=[row["lat"], row["lon"]],
        iconOptions=mark_icon(words, f"base-mark {row['kind']}"),
    )


def class_labels(measure: str, lang: str) -> list[str]:
    """Words for digits 0–5; darker is worse."""
    if measure == "minutes":
        cuts = [duration(c, lang) for c in COVERED_CUTS_MIN]
        steps = [f"≤{cuts[0]}", *(f"{a}–{b}" for a, b in pairwise(cuts))]
        return [t("bases.no_claims", lang), *steps, f">{cuts[-1]}"]
    cuts = [percent(c, lang, 0) for c in SHARE_CUTS]
    steps = [f"{a}–{b}" for a, b in pairwise(cuts)][::-1]
    return [t("bases.no_claims", lang), f"≥{cuts[-1]}", *steps, f"<{cuts[0]}"]
