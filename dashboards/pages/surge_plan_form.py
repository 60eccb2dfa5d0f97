"""Surge planner, changing a plan by hand: rule and modes, roads, crews placed ahead, backlog."""

from enum import StrEnum
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components.grid import ag_grid
from dashboards.components.panels import card
from dashboards.i18n import t, term
from dashboards.story import Context
from dashboards.story.setup import (
    AHEAD_MAX,
    EARLIER_H_MAX,
    Setup,
    lender_ids,
    townships,
    villages,
)
from dashboards.story.waiting import backlog_text
from risk.flow import Story
from risk.staffing import Dispatch
from risk.staffing.simulator.crews import SHIFTS

CLOSURES = (1, 2)
BACKLOG_CHARS_MAX = 40_000
CREWS_STEP_MAX = 100
HIDDEN = {"display": "none"}
FLAGS = ("sweep", "photo", "green")


class Id(StrEnum):
    """Components of the planner's second half."""

    PROGRESS = "plan-progress"
    TICK = "plan-tick"
    READY = "plan-ready"
    PLANNED = "plan-planned"
    OPENED = "plan-opened"
    DRAFT = "plan-draft"
    EDIT = "plan-edit"
    MORE = "plan-more"
    GRID = "plan-grid"
    CHANGED = "plan-changed"
    RULE = "plan-rule"
    SWEEP = "plan-sweep"
    PHOTO = "plan-photo"
    GREEN = "plan-green"
    PLACES_1 = "plan-places-1"
    FROM_1 = "plan-from-1"
    UNTIL_1 = "plan-until-1"
    PLACES_2 = "plan-places-2"
    FROM_2 = "plan-from-2"
    UNTIL_2 = "plan-until-2"
    AHEAD = "plan-ahead"
    BACKLOG = "plan-backlog"
    LENDERS = "plan-lenders"
    EARLIER = "plan-earlier"
    PHOTO_SHARE = "plan-photo-share"
    BASE = "plan-base"
    SOURCE = "plan-source"
    SHIFT = "plan-shift"
    CREWS = "plan-crews"
    FIRST = "plan-first"
    LAST = "plan-last"
    ADD = "plan-add"
    RESET = "plan-reset"
    REPLAN = "plan-replan"
    RULES = "plan-rules"
    RULES_TABLE = "plan-rules-table"
    NAME = "plan-name"
    REAL = "plan-real"
    SAVE = "plan-save"
    NOTE = "plan-note"
    SAVED = "plan-saved"
    COMPARE = "plan-compare"
    COMPARED = "plan-compared"


def stores(opened: str | None, planned: dict[str, Any] | None) -> list[Component]:
    """What the page remembers of a plan under way, beside what is seen."""
    return [
        dcc.Store(id=Id.READY),
        dcc.Store(id=Id.PLANNED, data=planned),
        dcc.Store(id=Id.OPENED, data=opened),
        dcc.Store(id=Id.DRAFT),
        dcc.Interval(id=Id.TICK, interval=700, disabled=True),
    ]


def edit_pane(context: Context, setup: Setup, lang: str) -> Component:
    """The form and the table of crews; hidden until there is a plan to change."""
    form = dmc.SimpleGrid(
        [
            html.Div([*_modes(setup, lang), *_backlog(context, setup, lang)], className="stack"),
            html.Div(_world(context, setup, lang), className="stack"),
        ],
        cols={"base": 1, "md": 2},
    )
    buttons = [
        dmc.Button(t("plan.reset", lang), id=Id.RESET, variant="default"),
        dmc.Button(t("plan.replan", lang), id=Id.REPLAN, variant="light"),
        dmc.Button(t("plan.rules", lang), id=Id.RULES, variant="light"),
    ]
    changed = html.Div(id=Id.CHANGED, **{"aria-live": "polite"})
    rules = dcc.Loading(html.Div(id=Id.RULES_TABLE, **{"aria-live": "polite"}), delay_show=300)
    body = card(
        t("plan.edit", lang), form, dmc.Group(buttons, mt="sm"), rules, _step(lang), _grid(lang),
        changed, note=t("plan.edit_note", lang),
    )  # fmt: skip
    return html.Div(body, id=Id.EDIT, style=HIDDEN)


def _modes(setup: Setup, lang: str) -> list[Component]:
    rules = [{"value": d.value, "label": t(f"plan.dispatch.{d.value}", lang)} for d in Dispatch]
    modes = setup.modes
    flags = [
        dmc.Checkbox(
            id=Id(f"plan-{name}"), checked=getattr(modes, name), label=t(f"plan.{name}", lang)
        )
        for name in FLAGS
    ]
    return [
        dmc.Select(
            id=Id.RULE, data=rules, value=modes.dispatch.value, allowDeselect=False,
            label=t("plan.rule", lang), description=t("plan.rule_note", lang),
        ),
        dmc.Stack(flags, gap="xs"),
    ]  # fmt: skip


def _world(context: Context, setup: Setup, lang: str) -> list[Component]:
    story = context.story()
    whole = [{"value": c, "label": name} for c, (name, _) in townships(story).items()]
    single = [{"value": c, "label": name} for c, name in villages(story).items()]
    places = [
        {"group": t("plan.townships", lang), "items": whole},
        {"group": t("plan.villages", lang), "items": single},
    ]
    rows = [_closure(n, places, setup, lang) for n in CLOSURES]
    ahead = dmc.MultiSelect(
        id=Id.AHEAD, data=single, value=list(setup.ahead), maxValues=AHEAD_MAX, searchable=True,
        limit=60, label=t("plan.ahead", lang), description=t("plan.ahead_note", lang),
    )  # fmt: skip
    return [*rows, ahead, *_calls(story, setup, lang)]


def _calls(story: Story, setup: Setup, lang: str) -> list[Component]:
    """Who may be asked, and how much earlier than the warning."""
    known = lender_ids(story)
    names = dict(zip(known, story.facts.lenders["name"], strict=True))
    may = known if setup.lenders is None else list(setup.lenders)
    return [
        dmc.MultiSelect(
            id=Id.LENDERS, data=[{"value": x, "label": str(names[x])} for x in known], value=may,
            label=t("plan.may_lend", lang), description=t("plan.may_lend_note", lang),
        ),
        dmc.NumberInput(
            id=Id.EARLIER, value=setup.earlier_h, min=-EARLIER_H_MAX, max=EARLIER_H_MAX,
            label=t("plan.earlier", lang), description=t("plan.earlier_note", lang),
        ),
        dmc.NumberInput(
            id=Id.PHOTO_SHARE, min=0, max=100, label=t("plan.photo_share", lang),
            value="" if setup.photo_share is None else round(100 * setup.photo_share, 1),
            description=t("plan.photo_share_note", lang),
        ),
    ]  # fmt: skip


def _closure(number: int, places: list[Any], setup: Setup, lang: str) -> Component:
    given = setup.closures[number - 1] if len(setup.closures) >= number else None
    hours = dmc.SimpleGrid(
        [
            dmc.NumberInput(
                id=Id(f"plan-{end}-{number}"), min=0, value="" if value is None else value,
                label=t(f"plan.closed_{end}", lang), decimalScale=1,
            )
            for end, value in (("from", given and given.from_h), ("until", given and given.until_h))
        ],
        cols=2,
    )  # fmt: skip
    who = dmc.MultiSelect(
        id=Id(f"plan-places-{number}"), data=places, searchable=True, clearable=True, limit=60,
        value=list(given.region_codes) if given else [], label=t("plan.closed", lang, n=number),
        description=t("plan.closed_note", lang) if number == 1 else None,
    )  # fmt: skip
    return html.Div([who, hours])


def _backlog(context: Context, setup: Setup, lang: str) -> list[Component]:
    return [
        dmc.Textarea(
            id=Id.BACKLOG, value=backlog_text(context.story(), setup.backlog), autosize=True,
            minRows=2, maxRows=6, debounce=800, label=t("plan.backlog", lang),
            description=t("plan.backlog_note", lang), placeholder=t("plan.backlog_hint", lang),
            inputProps={"maxLength": BACKLOG_CHARS_MAX},
        )
    ]  # fmt: skip


def _step(lang: str) -> Component:
    """So many crews more or fewer at a base, on some days."""

    def box(id_: Id, key: str, **more: Any) -> Component:
        return dmc.NumberInput(id=id_, label=t(f"plan.{key}", lang), allowDecimal=False, **more)

    shifts = [{"value": s, "label": t(f"plan.shift.{s}", lang)} for s in SHIFTS]
    return dmc.SimpleGrid(
        [
            dmc.Select(id=Id.BASE, label=t("plan.base", lang), allowDeselect=False),
            dmc.Select(id=Id.SOURCE, label=t("plan.source", lang), allowDeselect=False),
            dmc.Select(id=Id.SHIFT, data=shifts, value=SHIFTS[0], allowDeselect=False,
                       label=t("plan.shift", lang)),
            box(Id.CREWS, "crews", value=1, min=-CREWS_STEP_MAX, max=CREWS_STEP_MAX),
            box(Id.FIRST, "first_day", value=1, min=1),
            box(Id.LAST, "last_day", value=1, min=1),
            dmc.Button(t("plan.add", lang), id=Id.ADD, variant="light", className="at-foot"),
        ],
        cols={"base": 2, "sm": 4, "lg": 7}, mt="sm",
    )  # fmt: skip


def _grid(lang: str) -> Component:
    table = ag_grid(
        lang,
        {"singleClickEdit": True, "stopEditingWhenCellsLoseFocus": True},
        edited=True,
        id=Id.GRID,
        rowData=[],
        columnDefs=[],
        getRowId="params.data.id",
        style={"height": "480px", "width": "100%"},
    )
    return html.Div(table, role="group", className="grid", **{"aria-label": t("plan.grid", lang)})


def source_words(context: Context, source: str, lang: str) -> str:
    """Own, standby, or a lender's name."""
    lenders = context.story().facts.lenders
    names = dict(zip(lenders["lender_id"].astype(str), lenders["name"], strict=True))
    return str(names.get(source, term("source", source, lang)))
