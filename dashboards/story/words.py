"""A choice of the surge planner in words."""

from dashboards.i18n import t, term
from dashboards.story.choice import Choice, Origin
from dashboards.story.footprints import title_of
from risk.flow import Story


def choice_words(story: Story, choice: Choice, lang: str) -> str:
    """What a scenario is made from, in one line."""
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
