"""Surge planner for management: a hazard, a few inputs, the answer, what if, kept and shared."""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, html
from dash.development.base_component import Component

from dashboards.components.panels import heading, refusal
from dashboards.i18n import current_lang, moment, t
from dashboards.pages import surge_ask, surge_calls, surge_if, surge_keep, surge_run
from dashboards.pages.surge_compare import saved_name
from dashboards.pages.surge_ids import Id
from dashboards.pages.surge_plan_compare import kept_name
from dashboards.story import Context
from dashboards.story.asked import WARNING, Asked, asked_of
from dashboards.story.choice import Choice
from dashboards.story.plans import read_kept
from dashboards.story.saved import load_choice
from dashboards.story.setup import Setup
from dashboards.story.warned import warned_start
from dashboards.story.whatif import Levers, photo_share
from risk.errors import HuzhuError
from risk.operations.scenarios import Saved

PATH = "/surge"
TITLE = "surge.title"


def layout(context: Context, **query: Any) -> Component:
    """The page; the address holds the question and the sliders.

    ``?plan=NUMBER`` and ``?scenario=NUMBER`` open a saved one, ``?alert=NUMBER`` a warning.
    """
    lang = current_lang()
    note, asked, first = opened(context, query, lang)
    levers, photo = _levers(query), float(first["photo"]) if first else 0.0
    return html.Div(
        [
            heading(t("surge.title", lang), t("manage.question", lang)),
            note,
            surge_ask.choices(asked, lang),
            surge_ask.inputs(context, asked, lang),
            html.Div(id=Id.PROGRESS, **{"aria-live": "polite"}),
            html.Div(
                [
                    html.Div(id=Id.TOLD, className="result", **{"aria-live": "polite"}),
                    surge_if.levers_pane(context, levers, photo, lang),
                ],
                className="told-beside",
            ),
            *surge_calls.calls_cards(context, query.get("plan"), lang),
            surge_keep.shelf(context, lang),
            *surge_ask.stores(first),
            surge_keep.address_store(),
        ],
        className="page",
    )


def opened(
    context: Context, query: dict[str, Any], lang: str
) -> tuple[Component | None, Asked, dict[str, Any] | None]:
    """What the page begins with: a note, the form's inputs, and the question asked at once."""
    story = context.story()
    usual = Asked.usual(story)
    try:
        if query.get("plan"):
            kept = read_kept(context.ws, story, str(query["plan"]))
            name, told = kept_name(kept.saved, lang), {"plan": str(kept.saved.id)}
            setups = kept.planned, kept.setup
            return _saved(context, kept.saved, name, kept.choice, setups, told, lang)
        if query.get("scenario"):
            saved, choice = load_choice(context.ws, str(query["scenario"]))
            setup, told = usual.setup(story), {"scenario": str(saved.id)}
            name = saved_name(saved, lang)
            return _saved(context, saved, name, choice, (setup, setup), told, lang)
        if query.get("alert"):
            at = warned_start(context.ws, str(query["alert"]))
            query = {"hazard": WARNING, "at": at and at.isoformat(), **query}
        asked = Asked.read(query, story)
    except HuzhuError as e:
        return refusal(e, lang), usual, None
    try:
        return None, asked, surge_ask.question(context, asked)
    except HuzhuError as e:
        return refusal(e, lang), asked, None


def _saved(
    context: Context, saved: Saved, name: str, choice: Choice, setups: tuple[Setup, Setup],
    told: dict[str, str], lang: str,
) -> tuple[Component, Asked, dict[str, Any]]:  # fmt: skip
    """A saved scenario or plan, and what is said of it; setups: searched under, and kept."""
    story, (planned, kept) = context.story(), setups
    key = "surge.opened" if saved.data_version == story.facts.version else "surge.opened_older"
    words = t(
        key, lang, name=name, author=saved.author, at=moment(saved.at, lang),
        version=saved.data_version,
    )  # fmt: skip
    asked = asked_of(choice, planned, Asked.usual(story))
    first = {
        "choice": choice.payload(), "setup": planned.payload(), "plan": told.get("plan"),
        "query": told, "photo": photo_share(story.facts.county, kept),
    }  # fmt: skip
    return dmc.Alert(words, color="blue", variant="light"), asked, first


def _levers(query: dict[str, Any]) -> Levers:
    """The sliders of an address; those that cannot be read move nothing."""
    try:
        return Levers.read(query)
    except HuzhuError:
        return Levers()


def register(app: Dash, context: Context) -> None:
    """Question, answer, sliders, shelf."""
    for part in (surge_ask, surge_run, surge_if, surge_keep, surge_calls):
        part.register(app, context)
