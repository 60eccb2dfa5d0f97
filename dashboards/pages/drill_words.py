"""Decisions of a drill: read from the form's fields, and told in words."""

from collections.abc import Mapping
from typing import Any

from dashboards.i18n import figure, number, t, term
from dashboards.pages.drill_ids import Id
from dashboards.story.drill import Playing
from risk.flow import Story
from risk.follow.drill_deeds import Deed, arrives_h, lag_h
from risk.staffing import Ground


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
