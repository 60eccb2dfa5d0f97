"""Forms of a drill: what to play, and what to decide."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboards.components.panels import card
from dashboards.i18n import figure, moment, number, t, term
from dashboards.story.drill import PRESET, DrillDesk, Playing
from risk import reference
from risk.flow import Story
from risk.follow.drill_deeds import Deed, arrives_h, lag_h
from risk.staffing import Dispatch, Ground, Modes
from risk.staffing.simulator.crews import SHIFTS, STANDBY


class Id(StrEnum):
    """Components of the page Drill."""

    GO = "drill-go"
    ORIGIN = "drill-origin"
    PARTICIPANTS = "drill-participants"
    SEED = "drill-seed"
    BEGIN = "drill-begin"
    BEGUN = "drill-begun"
    NUMBER = "drill-number"
    CLOCK = "drill-clock"
    CONTROLS = "drill-controls"
    FORM = "drill-form"
    SAID = "drill-said"
    RESULT = "drill-result"
    SOURCE = "drill-source"
    CREWS = "drill-crews"
    BASE = "drill-base"
    SHIFT = "drill-shift"
    CALL = "drill-call"
    FROM_BASE = "drill-from-base"
    TO_BASE = "drill-to-base"
    MOVED = "drill-moved"
    MOVED_SHIFT = "drill-moved-shift"
    MOVE = "drill-move"
    DISPATCH = "drill-dispatch"
    SWEEP = "drill-sweep"
    GREEN = "drill-green"
    PHOTO = "drill-photo"
    RULES = "drill-rules"
    HOURS = "drill-hours"
    OVERTIME = "drill-overtime"
    CALLED = "drill-called"
    RELEASE = "drill-release"
    AFTER = "drill-after"
    REMAKE = "drill-remake"
    REMADE = "drill-remade"
    REMAKING = "drill-remaking"
    JUDGE = "drill-judge"
    JUDGED = "drill-judged"
    WATCH = "drill-watch"


FIELDS = (
    (Id.SOURCE, "value"), (Id.CREWS, "value"), (Id.BASE, "value"), (Id.SHIFT, "value"),
    (Id.FROM_BASE, "value"), (Id.TO_BASE, "value"), (Id.MOVED, "value"), (Id.MOVED_SHIFT, "value"),
    (Id.DISPATCH, "value"), (Id.SWEEP, "checked"), (Id.GREEN, "checked"), (Id.PHOTO, "checked"),
    (Id.HOURS, "value"), (Id.CALLED, "value"),
)  # fmt: skip
"""Fields of the decision form, and the property that holds what was given."""


def begin_form(story: Story, desk: DrillDesk, lang: str) -> Component:
    """What to play, with whom."""
    rows = desk.origins(story).to_dict("records")
    options = [{"value": r["origin"], "label": origin_words(r, lang)} for r in rows]
    fields = [
        dmc.Select(
            id=Id.ORIGIN, data=options, value=options[0]["value"] if options else None,
            label=t("drill.origin", lang), allowDeselect=False, searchable=True,
        ),
        dmc.TextInput(
            id=Id.PARTICIPANTS, label=t("drill.participants", lang),
            placeholder=t("drill.participants_how", lang),
        ),
        dmc.NumberInput(
            id=Id.SEED, label=t("drill.seed", lang), value=1, min=1, max=10**6, step=1,
            allowDecimal=False,
        ),
    ]  # fmt: skip
    return card(
        t("drill.new", lang),
        dmc.SimpleGrid(fields, cols={"base": 1, "sm": 3}),
        dmc.Button(t("drill.begin", lang), id=Id.BEGIN, mt="sm", disabled=not options),
        note=t("drill.new_note", lang),
    )


def origin_words(row: Mapping[str, Any], lang: str) -> str:
    """An event with its day and claims, or a preset."""
    origin = str(row["origin"])
    if origin.startswith(PRESET):
        preset = reference.preset(origin.removeprefix(PRESET))
        kind, grade = term("surge_kind", preset.kind, lang), term("grade", preset.grade, lang)
        return t("drill.invented", lang, name=f"{kind} · {grade}")
    claims = number(row["claims"], lang)
    return t("drill.past", lang, at=moment(row["at"], lang), name=row["name"], claims=claims)


def decision_form(story: Story, playing: Playing | None, lang: str) -> Component:
    """What can be decided now, each kind with its own button; empty without a drill."""
    ground = playing.drill.came.ground if playing else None
    rows = ground.bases.to_dict("records") if ground else []
    bases = [{"value": str(r["base_id"]), "label": str(r["name"])} for r in rows]
    shifts = [{"value": s, "label": t(f"drill.shift.{s}", lang)} for s in SHIFTS]
    first, last = (bases[i]["value"] if bases else None for i in (0, -1))
    sources = [
        {"value": p.source, "label": source_words(story, ground, p.source, lang)}
        for p in (ground.sources if ground else ())
    ]
    call = [
        dmc.Select(id=Id.SOURCE, data=sources, value=STANDBY, label=t("drill.source", lang),
                   allowDeselect=False),
        _number(Id.CREWS, "drill.crews", lang),
        dmc.Select(id=Id.BASE, data=bases, value=first, label=t("drill.to_base", lang),
                   allowDeselect=False),
        dmc.Select(id=Id.SHIFT, data=shifts, value="day", label=t("drill.shift", lang),
                   allowDeselect=False),
    ]  # fmt: skip
    move = [
        dmc.Select(id=Id.FROM_BASE, data=bases, value=first, label=t("drill.from_base", lang),
                   allowDeselect=False),
        dmc.Select(id=Id.TO_BASE, data=bases, value=last,
                   label=t("drill.to_base", lang), allowDeselect=False),
        _number(Id.MOVED, "drill.crews", lang),
        dmc.Select(id=Id.MOVED_SHIFT, data=shifts, value="day", label=t("drill.shift", lang),
                   allowDeselect=False),
    ]  # fmt: skip
    return html.Div(
        dmc.SimpleGrid(
            [
                _part("drill.deed.call", call, Id.CALL, lang),
                _part("drill.deed.move", move, Id.MOVE, lang),
                _part("drill.deed.modes", _rules(playing, lang), Id.RULES, lang),
                html.Div(
                    [
                        _part("drill.deed.overtime", [_hours(playing, lang)], Id.OVERTIME, lang),
                        _part("drill.deed.release", [_called(playing, lang)], Id.RELEASE, lang),
                    ],
                    className="stack",
                ),
            ],
            cols={"base": 1, "sm": 2, "xl": 4},
        )
    )


def _part(title: str, fields: list[Component], button: Id, lang: str) -> Component:
    return card(
        t(title, lang),
        dmc.SimpleGrid(fields, cols=2 if len(fields) > 1 else 1, spacing="xs"),
        dmc.Button(t("drill.decide", lang), id=button, variant="light", mt="xs", size="compact-md"),
    )


def _number(id_: Id, label: str, lang: str) -> Component:
    return dmc.NumberInput(
        id=id_, label=t(label, lang), value=1, min=1, max=99, step=1, allowDecimal=False
    )


def _rules(playing: Playing | None, lang: str) -> list[Component]:
    modes = playing.drill.modes if playing else Modes()
    rules = [{"value": d.value, "label": t(f"drill.dispatch.{d.value}", lang)} for d in Dispatch]
    agreed = playing is not None and (playing.drill.came.ground.county.staffing.photo_share > 0)
    return [
        dmc.Select(id=Id.DISPATCH, data=rules, value=modes.dispatch.value,
                   label=t("drill.dispatch", lang), allowDeselect=False),
        dmc.Switch(id=Id.SWEEP, checked=modes.sweep, label=t("drill.sweep", lang)),
        dmc.Switch(id=Id.GREEN, checked=modes.green, label=t("drill.green", lang)),
        dmc.Switch(
            id=Id.PHOTO, checked=modes.photo, disabled=not agreed,
            label=t("drill.photo" if agreed else "drill.photo_not_agreed", lang),
        ),
    ]  # fmt: skip


def _hours(playing: Playing | None, lang: str) -> Component:
    most = playing.drill.came.ground.county.roster.overtime_max_h if playing else 0
    return dmc.NumberInput(
        id=Id.HOURS, label=t("drill.overtime_h", lang), value=1, min=0, max=most, step=0.5
    )


def _called(playing: Playing | None, lang: str) -> Component:
    return dmc.Select(
        id=Id.CALLED, data=called_options(playing, lang), label=t("drill.called", lang),
        placeholder=t("drill.none_called", lang),
    )  # fmt: skip


def called_options(playing: Playing | None, lang: str) -> list[dict[str, str]]:
    """Calls whose crews can be sent home."""
    decisions = playing.drill.decisions if playing else ()
    gone = {d.of for d in decisions if d.deed is Deed.RELEASE}
    return [
        {"value": str(d.number), "label": t("drill.call_of", lang, n=d.number, source=d.source,
                                            crews=number(d.crews, lang))}
        for d in decisions if d.deed is Deed.CALL and d.number not in gone
    ]  # fmt: skip


def source_words(story: Story, ground: Ground, source: str, lang: str) -> str:
    """A source with how many crews it has and how long they take."""
    pool = next(p for p in ground.sources if p.source == source)
    lag = lag_h(ground, source)
    return t(
        "drill.source_of" if lag else "drill.source_now", lang,
        name=source_name(story, source, lang), crews=number(pool.crews_max, lang),
        lag=figure(lag, lang),
    )  # fmt: skip


def source_name(story: Story, source: str, lang: str) -> str:
    """Own and standby by their words, a lender by its name."""
    lenders = story.facts.lenders
    names = dict(zip(lenders["lender_id"].astype(str), lenders["name"].astype(str), strict=True))
    return names.get(source) or term("source", source, lang)


def decision_fields(button: str, given: Mapping[Id, Any]) -> dict[str, Any]:
    """What a button decides, as :meth:`risk.follow.drill.Drill.decide` takes it."""
    if button == Id.CALL:
        return {"deed": Deed.CALL, "source": str(given[Id.SOURCE]), "crews": _int(given[Id.CREWS]),
                "base_id": str(given[Id.BASE]), "shift": str(given[Id.SHIFT])}  # fmt: skip
    if button == Id.MOVE:
        return {"deed": Deed.MOVE, "from_base": str(given[Id.FROM_BASE]),
                "base_id": str(given[Id.TO_BASE]), "crews": _int(given[Id.MOVED]),
                "shift": str(given[Id.MOVED_SHIFT])}  # fmt: skip
    if button == Id.RULES:
        return {"deed": Deed.MODES, "dispatch": str(given[Id.DISPATCH]),
                "sweep": bool(given[Id.SWEEP]), "green": bool(given[Id.GREEN]),
                "photo": bool(given[Id.PHOTO])}  # fmt: skip
    if button == Id.OVERTIME:
        hours = given[Id.HOURS]
        return {"deed": Deed.OVERTIME, "hours": -1.0 if hours in (None, "") else float(hours)}
    return {"deed": Deed.RELEASE, "of": _int(given[Id.CALLED])}


def decision_words(story: Story, playing: Playing, told: Mapping[str, Any], lang: str) -> str:
    """A decision as it was taken, in a sentence."""
    ground, deed = playing.drill.came.ground, str(told["deed"])
    names = dict(zip(ground.bases["base_id"], ground.bases["name"], strict=True))
    shift = t(f"drill.shift.{told.get('shift', 'day')}", lang)
    crews = number(told.get("crews", 0), lang)
    if deed == Deed.CALL:
        call = next(d for d in playing.drill.decisions if d.number == told["number"])
        return t(
            "drill.said.call", lang, crews=crews, shift=shift, to=names[told["base_id"]],
            source=source_name(story, told["source"], lang),
            at=figure(round(arrives_h(ground, call), 1), lang),
        )  # fmt: skip
    if deed == Deed.MOVE:
        return t(
            "drill.said.move", lang, crews=crews, shift=shift, to=names[told["base_id"]],
            of=names[told["from_base"]],
        )  # fmt: skip
    if deed == Deed.MODES:
        ways = [w for w in ("sweep", "green", "photo") if told[w]]
        on = t("list.comma", lang).join(t(f"drill.{w}", lang) for w in ways)
        rule = t(f"drill.dispatch.{told['dispatch']}", lang)
        return t("drill.said.modes", lang, rule=rule, on=on or t("drill.none_on", lang))
    if deed == Deed.OVERTIME:
        return t("drill.said.overtime", lang, hours=figure(told["hours"], lang))
    return t("drill.said.release", lang, of=told["of"])


def _int(value: Any) -> int:
    return int(value) if str(value or "").isdigit() else 0
