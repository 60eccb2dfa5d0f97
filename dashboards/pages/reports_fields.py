"""What a report of the chosen kind is about: its fields, what they offer, and the address of it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import dash_mantine_components as dmc
import pandas as pd
from dash import ClientsideFunction, Dash, Input, Output, State, dcc
from dash.development.base_component import Component

from dashboards.components.panels import refusal
from dashboards.i18n import day, month, t, year
from dashboards.pages.reports_ids import FIELDS, PATH, Id
from dashboards.report.asked import KINDS
from dashboards.report.material import MONTHS, QUARTER_MONTHS, About
from dashboards.report.periods import LAST, month_of, quarter_of, read_about
from dashboards.story import Context
from dashboards.story.plans import list_kept
from risk.errors import ReportError
from risk.facts import Facts
from risk.flow import Story

PERIODS_MAX, PLACES_SHOWN = 36, 50
PICKER = "YYYY-MM-DD HH:mm"

Option = dict[str, str]


def kind_of(given: Mapping[str, Any]) -> str:
    """The kind an address names; the first one where it names none there is."""
    kind = str(given.get("kind") or "")
    return kind if kind in KINDS else next(iter(KINDS))


def unknown_kind(given: Mapping[str, Any], lang: str) -> list[Component]:
    """What to say of an address that names a kind there is not."""
    kind = given.get("kind")
    if not kind or kind in KINDS:
        return []
    unknown = ReportError(f"no kind {kind}", remedy="choose one from the list")
    return [refusal(unknown, lang)]


def about_fields(context: Context, given: Mapping[str, Any], lang: str) -> list[Component]:
    """A field for all that any kind minds; those the chosen one does not mind are hidden.

    Args:
        context: whose story and saved plans are offered.
        given: kind and fields as an address tells them.
        lang: of the labels.
    """
    kind, offers = KINDS[kind_of(given)], offered(context, lang)
    shown = [
        _field(name, offers.get(name, []), given.get(name), lang, needed=name in kind.needs,
               style={} if name in kind.minds else {"display": "none"})
        for name in FIELDS
    ]  # fmt: skip
    told = {name: {"minds": k.minds, "needs": k.needs} for name, k in KINDS.items()}
    return [*shown, dcc.Store(id=Id.MINDS, data=told), dcc.Store(id=Id.ADDRESS)]


def offered(context: Context, lang: str) -> dict[str, list[Option]]:
    """Field → what may be chosen, likeliest first."""
    story = context.story()
    return {
        "contract_year": _years(story.facts, lang),
        "month": _months(story.facts, lang),
        "quarter": _quarters(story.facts, lang),
        "event": _events(story.facts.events, lang),
        "plan": [
            _option(p.id, f"{p.id} · {p.name} · {day(p.at.date(), lang)}")
            for p in list_kept(context.ws)
        ],
        "places": _places(story.facts.regions),
    }


def read_fields(context: Context, story: Story, kind: str, values: Sequence[Any]) -> About:
    """What is asked, from the fields in their order; those the kind does not mind are let alone.

    Raises:
        ReportError: a word that cannot be read.
    """
    minds = KINDS[kind].minds if kind in KINDS else ()
    given = {n: v for n, v in zip(FIELDS, values, strict=True) if n in minds}
    return read_about(context.ws, given, version=story.facts.version)


def field_states() -> list[State]:
    """The fields as states of a callback, in their order."""
    return [State(id_, "value") for id_ in FIELDS.values()]


def about_words(about: Mapping[str, Any]) -> dict[str, str]:
    """What a report was about, by field, in the words the fields take."""
    told = {name: str(about[name]) for name in FIELDS if about.get(name)}
    if "month" in told:
        told["month"] = told["month"][:7]
    if "quarter" in told:
        told["quarter"] = f"{told.pop('contract_year')}-Q{told['quarter']}"
    return told


def asked_again(kind: str, about: Mapping[str, Any]) -> str:
    """The address at which the page asks for the same once more."""
    return f"{PATH}?{urlencode({'kind': kind, **about_words(about)}, safe=',:')}"


def register_fields(app: Dash) -> None:
    """Fields come and go with the kind, and the address says what is asked."""
    app.clientside_callback(
        ClientsideFunction("reports", "follow"),
        Output(Id.ADDRESS, "data"),
        *(Output(id_, "style") for id_ in FIELDS.values()),
        *(Output(id_, "withAsterisk") for id_ in FIELDS.values()),
        Input(Id.KIND, "value"),
        *(Input(id_, "value") for id_ in FIELDS.values()),
        State(Id.MINDS, "data"),
        prevent_initial_call=True,
    )


def _field(
    name: str, offers: list[Option], given: Any, lang: str, *, needed: bool, style: dict[str, str]
) -> Component:
    common: dict[str, Any] = {
        "id": FIELDS[name], "label": t(f"reports.field.{name}", lang), "style": style,
        "withAsterisk": needed, "clearable": True,
    }  # fmt: skip
    if name == "at":
        return dmc.DateTimePicker(
            value=_hour(given), valueFormat=PICKER, w=200,
            placeholder=t("reports.at_hint", lang), **common,
        )  # fmt: skip
    hint = t(f"reports.{name}_hint" if offers else f"reports.{name}_none", lang)
    if name == "places":
        chosen = str(given).split(",") if given else []
        return dmc.MultiSelect(
            data=_with(offers, chosen), value=chosen, searchable=True, limit=PLACES_SHOWN, w=320,
            placeholder=hint, nothingFoundMessage=t("reports.places_none", lang), **common,
        )  # fmt: skip
    chosen = str(given) if given else _usual(name, offers)
    return dmc.Select(
        data=_with(offers, [chosen] if chosen else []), value=chosen, searchable=True,
        placeholder=hint, w=320, **common,
    )  # fmt: skip


def _usual(name: str, offers: list[Option]) -> str | None:
    """What is filled in to begin with: the first offer, but of a year the data's own."""
    return offers[0]["value"] if offers and name != "contract_year" else None


def _with(offers: list[Option], chosen: Sequence[str]) -> list[Option]:
    """What is offered, and what an address asks for beside it: it will be refused in words."""
    known = {offer["value"] for offer in offers}
    return [*offers, *(_option(value, value) for value in chosen if value not in known)]


def _hour(given: Any) -> str | None:
    try:
        return datetime.fromisoformat(str(given)).isoformat(sep=" ")
    except ValueError:
        return None


def _option(value: object, label: str) -> Option:
    return {"value": str(value), "label": label}


def _first_day(facts: Facts) -> date:
    """Day of the first claim; without claims the last day known."""
    first = facts.claims["reported_at"].min() if len(facts.claims) else pd.NaT
    return facts.as_of if pd.isna(first) else first.date()


def _years(facts: Facts, lang: str) -> list[Option]:
    county = facts.county
    first, last = county.contract_year(_first_day(facts)), county.contract_year(facts.as_of)
    return [_option(n, year(n, lang)) for n in range(last, first - 1, -1)]


def _months(facts: Facts, lang: str) -> list[Option]:
    def name(first: date) -> str:
        return t("reports.month_of", lang, month=month(first.month, lang), year=first.year)

    at, offers = facts.as_of.replace(day=1), []
    while at >= _first_day(facts).replace(day=1) and len(offers) < PERIODS_MAX:
        offers.append(_option(f"{at:%Y-%m}", name(at)))
        at = (at - timedelta(days=1)).replace(day=1)
    return _last(offers, name(month_of(LAST, facts.as_of)), "month", lang)


def _quarters(facts: Facts, lang: str) -> list[Option]:
    county = facts.county

    def name(of: int, quarter: int) -> str:
        bounds = About(contract_year=of, quarter=quarter).bounds(county)
        assert bounds is not None
        first, last = bounds[0], bounds[1] - timedelta(days=1)
        return t(
            "reports.quarter_of", lang, year=of, n=quarter, first=f"{first:%Y-%m}",
            last=f"{last:%Y-%m}",
        )  # fmt: skip

    of, offers = county.contract_year(facts.as_of), []
    while of >= county.contract_year(_first_day(facts)) and len(offers) < PERIODS_MAX:
        for quarter in range(MONTHS // QUARTER_MONTHS, 0, -1):
            bounds = About(contract_year=of, quarter=quarter).bounds(county)
            if bounds and bounds[0] <= facts.as_of:
                offers.append(_option(f"{of}-Q{quarter}", name(of, quarter)))
        of -= 1
    return _last(offers, name(*quarter_of(LAST, county, facts.as_of)), "quarter", lang)


def _events(events: pd.DataFrame, lang: str) -> list[Option]:
    newest = events.sort_values("started_at", ascending=False, kind="stable")
    offers = [
        _option(e.event_id, f"{e.name} · {day(e.started_at.date(), lang)}")
        for e in newest.itertuples(index=False)
    ]
    return _last(offers, offers[0]["label"], "event", lang) if offers else []


def _last(offers: list[Option], name: str, what: str, lang: str) -> list[Option]:
    """Before what is offered, the last of them by the word schedules use for it."""
    return [_option(LAST, t(f"reports.last_{what}", lang, name=name)), *offers]


def _places(regions: pd.DataFrame) -> list[Option]:
    """Townships, then villages, each under its township's name."""
    names = regions[["code", "level", "name", "township_name"]]
    towns = names[names["level"] == "township"]
    villages = names[~names["level"].isin(["township", "county"])]
    return [
        *(_option(r.code, r.name) for r in towns.itertuples(index=False)),
        *(_option(r.code, f"{r.township_name} · {r.name}")
          for r in villages.itertuples(index=False)),
    ]  # fmt: skip
