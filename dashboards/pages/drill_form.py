"""Forms of a drill: what to play, and what to decide."""

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboards.components.panels import card
from dashboards.i18n import moment, number, t, term
from dashboards.pages.drill_ids import Id
from dashboards.pages.drill_words import source_words
from dashboards.story.drill import PRESET, DrillDesk, Playing
from risk import reference
from risk.flow import Story
from risk.follow.drill_deeds import Deed
from risk.staffing import Dispatch, Modes
from risk.staffing.simulator.crews import SHIFTS, STANDBY


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
            id=Id.PARTICIPANTS, debounce=True, label=t("drill.participants", lang),
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
