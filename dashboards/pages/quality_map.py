"""Data quality, the map's part: match by file, points that disagree, areas, faults of the map."""

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid
from dashboards.components.panels import card, chart, empty, facts
from dashboards.components.riskmap import far_map
from dashboards.figures.quality import match_by_file
from dashboards.i18n import number, percent, t, term
from dashboards.story import Context
from dashboards.story.map_state import area_sources, datum_table, far_table, fault_table
from dashboards.story.places import QUALITIES, file_table, placed_rows
from risk.facts import Quality
from risk.intake.datum_record import datum_words
from risk.terms import GeometrySource

FILES_DRAWN = 24


def files_view(quality: Quality, lang: str) -> Component:
    """Share of each file's rows by match quality, as bars and as numbers."""
    table, title = file_table(quality), t("quality.matches", lang)
    if table.empty:
        return card(title, empty(t("quality.no_loads", lang)))
    placed, rows = placed_rows(quality.match_by_file)
    text = t(
        "places.placed", lang, placed=number(placed, lang), rows=number(rows, lang),
        share=percent(placed / rows, lang, 2), lost=number(rows - placed, lang),
    )  # fmt: skip
    shown = [
        Column("file", t("grid.file", lang), width=170, flex=2),
        Column("kind", t("grid.kind", lang), width=90),
        Column("rows", t("grid.rows", lang), "number", width=95),
        Column("share", t("places.share", lang), "percent", 2, width=100),
        *(
            Column(code, term("match_quality", code, lang), "number", width=95)
            for code in QUALITIES
            if table[code].any()
        ),
    ]
    named = table.assign(kind=[term("table", kind, lang) for kind in table["kind"]])
    figure = match_by_file(table.head(FILES_DRAWN), lang)
    body = grid(named, shown, lang, label=title, rows_max=8)
    note = t("quality.matches_note", lang)
    return card(title, dmc.Text(text), chart(figure, lang, label=title), body, note=note)


def points_view(context: Context, quality: Quality, lang: str) -> Component:
    """Points that lie outside the village of their record."""
    title, story = t("places.far", lang), context.story()
    points = far_table(quality, story.facts.regions)
    if points.empty:
        return card(title, empty(t("places.no_far", lang)))
    labels = [
        t("places.far_label", lang, village=f"{p.township or ''} {p.village}".strip(),
          km=number(p.distance_km, lang, 1), rows=number(p.rows, lang),
          claims=", ".join(p.claim_ids))
        for p in points.itertuples(index=False)
    ]  # fmt: skip
    drawn = far_map(context.layers(), points.assign(label=labels), lang)
    shown = [
        Column("village", t("grid.village", lang), width=110, flex=2),
        Column("township", t("grid.township", lang), width=110, flex=2),
        Column("distance_km", t("places.distance", lang), "number", 1, width=90),
        Column("rows", t("grid.rows", lang), "number", width=75),
        Column("claims", t("places.examples", lang), width=110, flex=2),
    ]
    listed = points.assign(claims=[", ".join(ids) for ids in points["claim_ids"]])
    body = grid(listed, shown, lang, label=title, rows_max=5)
    return card(title, drawn, body, note=t("places.far_note", lang, n=number(len(points), lang)))


def areas_view(context: Context, quality: Quality, lang: str) -> Component:
    """Where village areas come from, and the datum of each file with coordinates."""
    sources = area_sources(context.story().facts.regions)
    total = sum(sources.values())
    pairs = [
        (
            term("geometry_source", source, lang),
            t("places.of_villages", lang, n=number(n, lang), share=percent(n / total, lang)),
        )
        for source, n in sources.items()
        if n
    ]
    datums = datum_table(quality)
    by_datum = datums.groupby(datums["datum"].map(lambda text: datum_words(text, lang)), sort=False)
    listed = [(words, ", ".join(files)) for words, files in by_datum["file"]]
    derived = sources[GeometrySource.DERIVED.value]
    note = t("places.derived_note", lang) if derived else ""
    return html.Div(
        [
            card(t("places.areas", lang), facts(pairs), note=note),
            card(t("places.datum", lang), facts(listed), note=t("places.datum_note", lang)),
        ],
        className="stack",
    )


def faults_view(context: Context, quality: Quality, lang: str) -> Component:
    """What is wrong with the map, or was mended in it."""
    title = t("places.faults", lang)
    table = fault_table(quality, context.story().facts.regions, lang)
    if table.empty:
        return card(title, empty(t("places.no_faults", lang)))
    shown = [
        Column("fault", t("places.fault", lang), width=150, flex=2),
        Column("region", t("grid.region", lang), width=110, flex=1),
        Column("other", t("places.other", lang), width=110, flex=1),
        Column("value", t("places.value", lang), "number", 1, width=90),
        Column("unit", t("places.unit", lang), width=70),
        Column("detail", t("places.detail", lang), width=150, flex=2),
    ]
    body = grid(table, shown, lang, label=title, rows_max=6)
    return card(title, body, note=t("places.faults_note", lang, n=number(len(table), lang)))
