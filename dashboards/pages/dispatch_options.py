"""Page Dispatch: what can be picked in the panel's lists."""

from collections.abc import Mapping

import pandas as pd

from dashboards.i18n import money, t
from dashboards.pages.dispatch_words import BY_ITSELF, at_words, reason_words
from dashboards.story.dispatch_claim import KnownPlace
from dashboards.story.dispatch_seen import Seen
from risk.staffing.live import DeedKind

Option = dict[str, str]
UNDOABLE_SHOWN = 30
NEVER_UNDONE = {DeedKind.CLOCK}


def crew_options(seen: Seen, lang: str) -> list[Option]:
    """The day's crews; those that cannot go on are marked."""
    return [
        {"value": c.crew_id, "label": c.name if c.out_since_min is None
         else t("dispatch.crew_out", lang, name=c.name)}
        for c in seen.state.crews.values()
    ]  # fmt: skip


def base_options(seen: Seen, lang: str) -> list[Option]:
    """Bases of the day's ground, each named by the crews that start there."""
    ground = seen.state.ground
    crews: dict[str, list[str]] = {code: [] for code in ground.place_codes[: ground.bases]}
    for crew in seen.state.crews.values():
        crews.setdefault(crew.base_code, []).append(crew.name)
    return [
        {"value": code, "label": t("dispatch.base_of", lang, code=code,
                                   names=t("list.comma", lang).join(names[:3])) if names else code}
        for code, names in crews.items()
    ]  # fmt: skip


def place_options(places: Mapping[str, KnownPlace]) -> list[Option]:
    """Villages by name; those of one name with their code."""
    names = pd.Series([p.name for p in places.values()])
    twice = set(names[names.duplicated(keep=False)])
    return [
        {"value": p.code, "label": f"{p.name} ({p.code})" if p.name in twice else p.name}
        for p in sorted(places.values(), key=lambda p: (p.name, p.code))
    ]


def to_crew_options(seen: Seen, claim_id: str, offers: pd.DataFrame, lang: str) -> list[Option]:
    """Crews a claim could be given to, the cheapest place first, with arrival and extra cost.

    Args:
        seen: the day.
        claim_id: the claim.
        offers: crew_id, arrive_min, extra_money; a row a crew that could take it.
        lang: language.
    """
    due = seen.state.claims[claim_id].due_min
    own = seen.crew_of.get(claim_id, "")
    out = []
    for row in offers.sort_values("extra_money").itertuples(index=False):
        key = "dispatch.offer_late" if row.arrive_min > due else "dispatch.offer"
        name = seen.state.crews[row.crew_id].name
        if row.crew_id == own:
            name = t("dispatch.offer_own", lang, name=name)
        label = t(key, lang, name=name, eta=at_words(row.arrive_min, lang),
                  cost=money(row.extra_money, lang))  # fmt: skip
        out.append({"value": row.crew_id, "label": label})
    return out


def undo_options(seen: Seen, lang: str) -> list[Option]:
    """Changes that can be taken back, the last first; what nobody decided at the end."""
    undone = {d.deed.undoes for d in seen.kept.entries if d.deed.kind is DeedKind.UNDONE}
    log = [
        d for d in reversed(seen.kept.entries)
        if d.deed.kind not in NEVER_UNDONE and d.number not in undone
    ]  # fmt: skip
    ours = [d for d in log if d.deed.kind not in BY_ITSELF]
    theirs = [d for d in log if d.deed.kind in BY_ITSELF]
    return [
        {"value": str(d.number), "label": t(
            "dispatch.undo_line", lang, n=d.number, at=at_words(d.deed.at_min, lang),
            what=reason_words(seen.state, d.reason, d.values, lang))}
        for d in [*ours[:UNDOABLE_SHOWN], *theirs[:UNDOABLE_SHOWN]]
    ]  # fmt: skip
