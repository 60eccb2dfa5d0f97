"""History, seasons and places: when claims come, where they cluster, whether one brings another."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go
from dash import html
from dash.development.base_component import Component

from dashboards.components.panels import card, columns, empty
from dashboards.components.riskmap import hideout, risk_map
from dashboards.figures.ranges import profile, ratios
from dashboards.figures.theme import CLUSTER_COLOURS
from dashboards.i18n import number, percent, reword, t, term
from dashboards.pages.history_scene import Scene, chips, sentence, sheet, texts
from dashboards.story.levels import township_places
from dashboards.story.sheets import Col
from risk.history.clusters import FALSE_DISCOVERIES, Clusters
from risk.views import patterns

CLASSES = ("cold", "not significant", "hot")
"""Classes of Gi* that are drawn, as digits 1, 2, 3."""
UNITS: Mapping[str, Col] = {
    "hours": Col("unit", "hour"),
    "weekdays": Col("unit", "weekday"),
    "months": Col("unit", "month"),
}
OWN_POINTS_LEAST = 0.9  # below it the first band is told to mean "the same village"
CHANCE_MAX = 0.05  # of the false-discovery value under which bands of Knox's test are told


def view(s: Scene) -> list[Component]:
    """The tab."""
    return [
        events_only(s),
        columns([when(s, "months")], [when(s, "weekdays")]),
        when(s, "hours"),
        sheet(s, "contrasts", figure=compared(s)),
        where(s),
        sheet(s, "clusters", frame=spots(s)),
        sheet(s, "near_repeat", frame=every(s), more=[sentence(near(s)), *centres(s)]),
    ]


def events_only(s: Scene) -> Component:
    """One storm makes its footprint a hot spot: claims of events can be left out."""
    options = [
        (s.t(key), s.look.address(event=value), s.look.event is value)
        for key, value in (
            ("history.with_events", None), ("history.no_event", False), ("history.in_event", True),
        )
    ]  # fmt: skip
    return chips(s.t("history.event"), options)


def when(s: Scene, name: str) -> Component:
    """A profile: all claims drawn, families in the legend; the table has all of them."""
    frame = s.table(name)
    if frame.empty:
        return sheet(s, name)
    told = frame[frame["relative"].notna() & (frame["note"] == "")]
    figure = None
    if len(told):
        mean = told["per_day"] / told["relative"].where(told["relative"] > 0)
        drawn = told.assign(
            label=texts(told, (UNITS[name],), s),
            family=[term("peril_family", f, s.lang) for f in told["peril_family"]],
            lo=told["per_day_lo"] / mean,
            hi=told["per_day_hi"] / mean,
        )
        first = term("peril_family", "all", s.lang)
        figure = profile(drawn, y_title=s.t("history.relative_axis"), first=first)
    every_family = frame[frame["peril_family"] == "all"].reset_index(drop=True)
    return sheet(s, name, frame=every_family, figure=figure)


def compared(s: Scene) -> go.Figure | None:
    """Weekends and nights against the rest, all claims and each family."""
    frame = s.table("contrasts")
    told = frame[frame["ratio"].notna() & (frame["lo"] > 0)] if len(frame) else frame
    if told.empty:
        return None
    label = [
        f"{term('contrast', c, s.lang)} · {term('peril_family', f, s.lang)}"
        for c, f in zip(told["contrast"], told["peril_family"], strict=True)
    ]
    drawn = told.assign(label=label)
    return ratios(
        drawn, label="label", value="ratio", low="lo", high="hi", x_title=s.t("history.ratio_axis")
    )


def where(s: Scene) -> Component:
    """The map of hot and cold villages, and what Moran's I says of the whole."""
    found: Clusters = s.answer(patterns.clusters)
    title = s.t("history.cluster_map")
    if found.note:
        return card(title, empty(reword(found.note, s.lang)))
    layers = s.context.layers()
    by_code = dict(zip(found.frame["region_code"], found.frame["gi_class"], strict=True))
    digits = "".join(digit(by_code.get(code)) for code in layers["village"].codes)
    names = [t("cluster.not enough data", s.lang), *(term("cluster", c, s.lang) for c in CLASSES)]
    colours = hideout(digits, names) | {"ramp": list(CLUSTER_COLOURS)}
    counts = found.frame["gi_class"].value_counts()
    told = s.t(
        "history.cluster_words", hot=number(counts.get("hot", 0), s.lang),
        cold=number(counts.get("cold", 0), s.lang), moran=number(found.moran_i, s.lang, 3),
        p=number(found.moran_p, s.lang, 4), rate=number(100 * FALSE_DISCOVERIES, s.lang),
        weights=reword(found.weights, s.lang),
    )  # fmt: skip
    drawn = risk_map(layers, "village", colours, township_places(s.story), s.lang)
    return card(title, sentence(told), drawn, key(names), note=s.t("history.note.clusters"))


def digit(gi_class: object) -> str:
    """A class as the map's digit; 0: not tested."""
    return str(CLASSES.index(str(gi_class)) + 1) if gi_class in CLASSES else "0"


def key(names: list[str]) -> Component:
    """What the colours mean."""
    items = [
        html.Li([html.Span(className="swatch", style={"background": colour}), name])
        for colour, name in zip(CLUSTER_COLOURS, names[1:], strict=True)
    ]
    items.append(html.Li([html.Span(className="swatch none"), names[0]]))
    return html.Div(html.Ul(items), className="legend")


def spots(s: Scene) -> pd.DataFrame:
    """Villages, those that stand out first."""
    frame = s.table("clusters")
    out = frame["gi_class"].isin(["hot", "cold"]) | ~frame["moran_class"].isin(
        ["not significant", "not enough data"]
    )
    order = frame.assign(out=out).sort_values(
        ["out", "gi_z"], ascending=[False, False], na_position="last", ignore_index=True
    )
    return order.drop(columns="out")


def every(s: Scene) -> pd.DataFrame:
    """The bands of all claims together; the file has each family's."""
    frame = s.table("near_repeat")
    return frame[frame["peril_family"] == "all"].reset_index(drop=True) if len(frame) else frame


def near(s: Scene) -> str:
    """What Knox's test says, in a sentence."""
    frame = every(s)
    tested = frame[frame["q"].notna()] if len(frame) else frame
    if tested.empty:
        return s.t("history.knox_thin")
    beyond = tested[tested["q"] <= CHANCE_MAX]
    if beyond.empty:
        return s.t("history.knox_none", n=len(tested))
    first = beyond.sort_values(["to_m", "to_days"]).iloc[0]
    return s.t(
        "history.knox_some", n=len(beyond), of=len(tested), m=number(first["to_m"], s.lang),
        days=number(first["to_days"], s.lang), ratio=number(first["ratio"], s.lang, 1),
    )  # fmt: skip


def centres(s: Scene) -> list[Component]:
    """A warning where most claims stand at their village's point and not at their own."""
    frame = s.table("near_repeat")
    share = frame["own_point_share"].iloc[0] if len(frame) else 1.0
    if not share < OWN_POINTS_LEAST:
        return []
    return [sentence(s.t("history.knox_centres", share=percent(1 - share, s.lang, 0)))]
