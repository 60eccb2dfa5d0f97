"""The one filter bar: period, peril family, township; what a page does not mind is disabled."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.i18n import t

Options = Sequence[Mapping[str, str]]


class Id(StrEnum):
    """Components of the bar that callbacks use."""

    FROM = "scope-from"
    TO = "scope-to"
    FAMILY = "scope-family"
    PLACE = "scope-place"
    TOLD = "scope-told"
    GO = "scope-go"


FIELDS = {
    Id.FROM: ("from", "period"), Id.TO: ("to", "period"), Id.FAMILY: ("family", "family"),
    Id.PLACE: ("place", "township"),
}  # fmt: skip
"""Control → its parameter, and the part of the scope it belongs to."""
SCOPED = frozenset(name for name, _ in FIELDS.values())


@dataclass(frozen=True)
class Bar:
    """What the bar shows.

    Args:
        told: parameter → value, of what is narrowed.
        options: parameter → what there is to choose from.
        minded: parts of the scope the page minds.
        whole: address of the same page not narrowed; "": it is not.
        version: data version of what is shown, for the link that is copied.
    """

    told: Mapping[str, str]
    options: Mapping[str, Options]
    minded: Collection[str]
    whole: str
    version: str


def scope_bar(bar: Bar, lang: str) -> list[Component]:
    """The controls, what takes the narrowing away, and the link to copy."""
    controls = [_select(id_, bar, lang) for id_ in FIELDS]
    told = {name: bar.told.get(name) for name, _ in FIELDS.values()}
    parts = list(dict.fromkeys(part for _, part in FIELDS.values()))
    unminded = [part for part in parts if part not in bar.minded]
    why = ""
    if unminded:
        names = t("list.comma", lang).join(t(f"scope.part.{part}", lang) for part in unminded)
        why = t("scope.unminded", lang, parts=names)
    whole = [dcc.Link(t("scope.whole", lang), href=bar.whole, className="step")] * bool(bar.whole)
    return [
        dcc.Store(id=Id.TOLD, data=told),
        html.Div(controls, className="scope-controls"),
        *whole,
        html.Span(why, className="scope-why"),
        html.Button(
            t("scope.copy", lang), type="button", className="plain scope-copy",
            title=t("scope.copy_why", lang),
            **{"data-version": bar.version, "data-done": t("scope.copied", lang)},
        ),
    ]  # fmt: skip


def _select(id_: Id, bar: Bar, lang: str) -> Component:
    name, part = FIELDS[id_]
    label = t(f"scope.{name}", lang)
    return dmc.Select(
        id=id_, data=list(bar.options[name]), value=bar.told.get(name), size="xs",
        placeholder=t(f"scope.{name}_all", lang), clearable=True, searchable=True,
        disabled=part not in bar.minded, leftSection=None, label=label,
        clearButtonProps={"aria-label": t("scope.clear", lang, what=label)},
        nothingFoundMessage=t("scope.none", lang), className=f"scope-{part}",
    )  # fmt: skip
