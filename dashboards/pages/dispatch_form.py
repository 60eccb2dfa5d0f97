"""Page Dispatch: what can be done with the claim, the crew, the roads; every field once."""

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboards.i18n import t, term
from dashboards.pages.dispatch_ids import Act, Id
from risk.terms import DamageGrade

SMALL = "compact-md"


def claim_form(lang: str) -> list[Component]:
    """Give a claim to a crew, take it off, tell what its crew telephoned, and rarer things."""
    give = [
        dmc.Select(id=Id.TO_CREW, data=[], label=t("dispatch.to_crew", lang), searchable=True,
                   nothingFoundMessage=t("dispatch.no_crew_found", lang)),
        dmc.NumberInput(
            id=Id.POSITION, label=t("dispatch.position", lang), min=1, max=99, step=1,
            allowDecimal=False, placeholder=t("dispatch.position_free", lang), value="",
        ),
    ]  # fmt: skip
    told = _time(Id.AT, "dispatch.at", lang)
    return [
        dmc.SimpleGrid(give, cols=2, spacing="xs"),
        _buttons((Act.ASSIGN, "filled"), (Act.TAKE_OFF, "default"), (Act.RELEASE, "default"),
                 lang=lang),
        _group("dispatch.by_phone", told,
               _buttons((Act.SET_OUT, "light"), (Act.ARRIVED, "light"), (Act.FINISHED, "light"),
                        lang=lang), lang=lang),
        _more(
            "dispatch.rarely",
            _pair(_minutes(Id.MORE, "dispatch.more", lang), Act.PROLONG, lang),
            _pair(_time(Id.LATEST, "dispatch.latest", lang), Act.BIND, lang),
            _buttons((Act.CANCEL, "default"), lang=lang, color="red"),
            lang=lang,
        ),
    ]  # fmt: skip


def crew_form(lang: str) -> list[Component]:
    """A crew that cannot go on, and one that is there again."""
    return [
        _pair(_time(Id.CREW_AT, "dispatch.out_at", lang), Act.OUT, lang),
        _buttons((Act.BACK, "light"), lang=lang),
        html.Div(dmc.Button(t("dispatch.link", lang), id=Id.LINK, variant="default", size=SMALL)),
        html.Div(id=Id.LINKED, **{"aria-live": "polite"}),
    ]


def day_form(lang: str) -> Component:
    """What concerns the whole day: a claim by telephone, roads, pace of driving, taking back."""
    grades = [{"value": g.value, "label": term("damage_grade", g.value, lang)}
              for g in DamageGrade]  # fmt: skip
    claim = [
        dmc.Select(id=Id.VILLAGE, data=[], label=t("dispatch.village", lang), searchable=True,
                   limit=80),
        dmc.Select(id=Id.GRADE, data=grades, label=t("dispatch.grade", lang), clearable=True),
        dmc.TextInput(id=Id.CLAIM_NO, debounce=True, label=t("dispatch.claim_no", lang),
                      placeholder=t("dispatch.claim_no_free", lang)),
        dmc.TextInput(id=Id.HOUSEHOLD, debounce=True, label=t("dispatch.household", lang)),
    ]  # fmt: skip
    special = dmc.Switch(id=Id.SPECIAL, label=t("dispatch.is_special", lang), checked=False)
    roads = dmc.MultiSelect(id=Id.PLACES, data=[], label=t("dispatch.places", lang),
                            searchable=True, limit=80)  # fmt: skip
    crew = [
        dmc.Select(id=Id.NEW_BASE, data=[], label=t("dispatch.new_base", lang)),
        dmc.TextInput(id=Id.NEW_NAME, debounce=True, label=t("dispatch.new_name", lang)),
        _time(Id.NEW_UNTIL, "dispatch.new_until", lang),
    ]
    return html.Div(
        [
            _more("dispatch.new_claim", dmc.SimpleGrid(claim, cols=2, spacing="xs"), special,
                  _buttons((Act.CLAIM, "light"), lang=lang), lang=lang),
            _more("dispatch.new_crew", dmc.SimpleGrid(crew, cols=3, spacing="xs"),
                  _buttons((Act.JOIN, "light"), lang=lang), lang=lang),
            _more("dispatch.roads", roads, _time(Id.CUT_UNTIL, "dispatch.cut_until", lang),
                  _buttons((Act.CLOSE, "light"), (Act.OPEN, "default"), lang=lang),
                  dmc.SimpleGrid([
                      dmc.NumberInput(id=Id.PACE, label=t("dispatch.pace", lang), min=0.5, max=5,
                                      step=0.1, value=1.0, decimalScale=2),
                      _time(Id.PACE_FROM, "dispatch.pace_from", lang),
                  ], cols=2, spacing="xs"),
                  _buttons((Act.SLOW, "light"), lang=lang), lang=lang),
            dmc.TextInput(id=Id.WHY_SO, debounce=True, label=t("dispatch.why_so", lang),
                          placeholder=t("dispatch.why_so_free", lang)),
            html.Div(
                [
                    dmc.Select(id=Id.UNDO_OF, data=[], label=t("dispatch.undo_of", lang),
                               nothingFoundMessage=t("dispatch.nothing_to_undo", lang)),
                    _button(Act.UNDO, "default", lang),
                ],
                className="day-pair",
            ),
        ],
        className="stack",
    )  # fmt: skip


def _group(title: str, *children: Any, lang: str) -> Component:
    return html.Div([dmc.Text(t(title, lang), size="sm", fw=600), *children], className="day-group")


def _more(title: str, *children: Any, lang: str) -> Component:
    """Things done less often, folded away."""
    body = html.Div(list(children), className="stack day-folded")
    return html.Details([html.Summary(t(title, lang)), body], className="day-more")


def _pair(field: Component, act: Act, lang: str) -> Component:
    return html.Div([field, _button(act, "light", lang)], className="day-pair")


def _buttons(*acts: tuple[Act, str], lang: str, color: str | None = None) -> Component:
    shown: Sequence[Component] = [_button(a, variant, lang, color) for a, variant in acts]
    return html.Div(shown, className="day-buttons")


def _button(act: Act, variant: str, lang: str, color: str | None = None) -> Component:
    return dmc.Button(t(f"dispatch.act.{act.name.lower()}", lang), id=act, variant=variant,
                      size=SMALL, color=color)  # fmt: skip


def _time(id_: Id, label: str, lang: str) -> Component:
    return dmc.TimeInput(id=id_, label=t(label, lang), value="", size="sm")


def _minutes(id_: Id, label: str, lang: str) -> Component:
    return dmc.NumberInput(id=id_, label=t(label, lang), min=1, max=600, step=5, value=15,
                           allowDecimal=False)  # fmt: skip
