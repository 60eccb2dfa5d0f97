"""The model in plain words: what it is, on what it was made, how it did on what it had not seen."""

import json

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.panels import card, facts, table
from dashboards.i18n import MISSING, day, number, percent, span, t, term
from dashboards.story.judging import calibration_of, coverage_line, verdict_lines
from dashboards.story.levels import honesty, level_table
from dashboards.story.scorings import NOW, Shown, model_of
from dashboards.story.units import in_unit, say
from risk.facts import Facts
from risk.flow import Story
from risk.scoring.evaluation import Scheme


def method(story: Story, family: str, lang: str, day_shown: Shown | None = None) -> Component:
    """How levels are made, and the model beside simpler ways on what it had not seen.

    Args:
        story: facts and scores of the day shown.
        family: of the levels shown.
        lang: language.
        day_shown: the day they are of; default: today.
    """
    shown = day_shown or Shown(NOW, story, model_of(story), story.scores.chosen())
    metrics = story.scores.metrics
    rows = metrics[metrics["peril_family"] == family].sort_values("deviance")
    name = term("peril_family", family, lang)
    return card(
        t("map.method", lang),
        dmc.Text(t("map.method_text", lang), size="sm"),
        *_honesty(story, family, lang),
        dmc.Text(t("map.method_for", lang, family=name), fw=600, mt="sm"),
        html.Div([dmc.Text(line, size="sm") for line in verdict_lines(rows, lang)]),
        judged_table(story.facts, rows, "metric.origins", lang)
        if rows["origins"].max() > 0
        else dmc.Text(t("map.not_judged", lang), size="sm"),
        *_counts(story, family, lang),
        *_held_out(story, family, lang),
        *_made_of(shown, family, lang),
        note=t("map.method_note", lang),
    )


def judged_table(told_of: Facts, rows: pd.DataFrame, origins: str, lang: str) -> Component:
    """Models of one family beside one another; ``origins`` is the heading of what was judged."""
    rows = rows.reindex(
        columns=list(dict.fromkeys([*rows.columns, "rank", "gini", "capture", "pai"]))
    )
    shown = pd.DataFrame(
        {
            "model": [term("model", m, lang) for m in rows["model"]],
            "deviance": [number(v, lang, 3) for v in rows["deviance"]],
            "rank": [number(v, lang, 2) for v in rows["rank"]],
            "gini": [number(v, lang, 2) for v in rows["gini"]],
            "capture": [percent(v, lang) for v in rows["capture"]],
            "pai": [number(v, lang, 1) for v in rows["pai"]],
            "origins": [number(v, lang) for v in rows["origins"]],
            "verdict": [term("verdict", v, lang) if v else MISSING for v in rows["verdict"]],
            "chosen": ["✓" if chosen else "" for chosen in rows["chosen"]],
        }
    )
    named = (say(told_of, f"metric.{c}", lang) for c in shown.columns[1:])
    heads = [t("model.head", lang), *named]
    heads[list(shown.columns).index("origins")] = t(origins, lang)
    return table(shown, heads)


def _honesty(story: Story, family: str, lang: str) -> list[Component]:
    """How sure levels are in all: said, not hidden in a table."""
    told = honesty(level_table(story, family, "village"))
    if told is None:
        return []
    mean, unsure = told
    line = t("map.honesty", lang, mean=percent(mean, lang, 0), unsure=percent(unsure, lang, 0))
    return [dmc.Text(line, size="sm", mt="xs")]


def _counts(story: Story, family: str, lang: str) -> list[Component]:
    """How predicted counts held: ranges in a sentence, claims beside expected by tenth."""
    rows = calibration_of(story.scores.calibration, family)
    line = coverage_line(story.scores.coverage, family, lang)
    said = [dmc.Text(line, size="sm", mt="sm")] if line else []
    if len(rows) < 2:  # one rate for all: its claims were scaled to be right
        return said

    def two(value: float | None, lang: str) -> str:
        return number(value, lang, 2)

    shown = pd.DataFrame(
        {
            "tenth": [number(v, lang) for v in rows["group"]],
            "houses": [number(v, lang) for v in rows["house_years"]],
            "expected": [number(v, lang, 1) for v in rows["expected"]],
            "claims": [number(v, lang) for v in rows["claims"]],
            "ratio": [two(v, lang) for v in rows["ratio"]],
            "range": [span(r.ratio_lo, r.ratio_hi, lang, two) for r in rows.itertuples()],
        }
    )
    heads = [say(story.facts, f"calibration.{c}", lang) for c in shown.columns]
    title = dmc.Text(t("calibration.title", lang), fw=600, mt="sm")
    return [*said, title, table(shown, heads)]


def _held_out(story: Story, family: str, lang: str) -> list[Component]:
    """Events and townships left out, where they were judged."""
    frame = story.scores.held_out
    if frame.empty:
        return []
    said: list[Component] = []
    for scheme in (Scheme.EVENT, Scheme.TOWNSHIP):
        chosen = (frame["peril_family"] == family) & (frame["scheme"] == scheme.value)
        rows = frame[chosen].sort_values("deviance")
        if rows.empty:
            continue
        said.append(dmc.Text(t(f"map.held_out.{scheme.value}", lang), fw=600, mt="sm"))
        said += [dmc.Text(x, size="sm") for x in verdict_lines(rows, lang, scheme.value)]
        said.append(judged_table(story.facts, rows, f"map.origins.{scheme.value}", lang))
    return said


def _made_of(shown: Shown, family: str, lang: str) -> list[Component]:
    """Versions, seed, draws, cut points: what makes the same levels again."""
    story, model = shown.story, shown.model
    scores, comma = story.scores, t("list.comma", lang)
    cuts = scores.cut_points.get(family, ())
    draws = json.loads(model["settings"]).get("bootstrap_draws")
    used = [
        f"{term('peril_family', name, lang)} – {term('model', way, lang)}"
        for name, way in shown.models.items()
    ]
    cut_words = comma.join(
        number(in_unit(story.facts, scores.frame, family, c), lang, 2) for c in cuts
    )
    unit = say(story.facts, "unit.rate", lang)
    merged = [term("peril_family", name, lang) for name in scores.merged_families]
    pairs = [
        ("map.made.data_version", str(model["data_version"])),
        ("map.made.as_of", day(pd.Timestamp(model["as_of"]).date(), lang)),
        ("map.made.model_version", str(model["model_version"])),
        ("map.made.code_version", str(model["code_version"])),
        ("map.made.seed", str(model["seed"])),
        ("map.made.draws", number(draws, lang)),
        ("map.made.cuts", f"{cut_words} {unit}" if cuts else MISSING),
        ("map.made.models", t("judged.then", lang).join(used) or MISSING),
        ("map.made.merged", comma.join(merged) or MISSING),
    ]  # fmt: skip
    title = dmc.Text(t("map.made", lang), fw=600, mt="sm")
    return [title, facts([(t(key, lang), told) for key, told in pairs])]
