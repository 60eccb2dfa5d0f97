"""A choice of the surge planner in words."""

from dashboards.i18n import figure, number, t, term
from dashboards.story.choice import Choice, Origin
from dashboards.story.footprints import title_of
from dashboards.story.setup import townships
from risk.flow import Story

TOWNSHIPS_NAMED = 3


def choice_words(story: Story, choice: Choice, lang: str) -> str:
    """What a scenario is made from, in one line; where it strikes and how much stronger, if set."""
    parts = [_made_from(story, choice, lang)]
    if choice.townships:
        known = townships(story)
        names = [known[c][0] if c in known else c for c in choice.townships[:TOWNSHIPS_NAMED]]
        told = t("list.comma", lang).join(names)
        more = len(choice.townships) > TOWNSHIPS_NAMED
        n = number(len(choice.townships), lang)
        parts.append(t("manage.words_more", lang, names=told, n=n) if more else told)
    if choice.times != 1:
        parts.append(t("manage.words_times", lang, times=figure(choice.times, lang)))
    return " · ".join(parts)


def _made_from(story: Story, choice: Choice, lang: str) -> str:
    kind = term("surge_kind", choice.kind, lang)
    if choice.origin is Origin.FOOTPRINT:
        return t("surge.words_footprint", lang, title=title_of(choice.footprint), kind=kind)
    if choice.origin is Origin.EVENT:
        events = story.facts.events
        names = events.loc[events["event_id"] == choice.event_id, "name"]
        name = str(names.iloc[0]) if len(names) else choice.event_id
        return t("surge.words_event", lang, name=name)
    family = term("surge_family", choice.family, lang)
    words = family if kind == family else f"{family} · {kind}"
    return f"{words} · {term('grade', choice.grade, lang)}"
