"""A story of part of the claims: one peril family, one township."""

from dataclasses import replace

from dashboards.story.history_desk import HistoryDesk
from dashboards.story.scope import FAMILY, TOWNSHIP, Scope
from risk.flow import Story
from risk.history import History
from risk.views import Ask, Views
from risk.views.told import history_of
from risk.warehouse.filters import Filter


def narrowed_story(desk: HistoryDesk, story: Story, scope: Scope) -> Story:
    """The story with claims and history of the scope's family and township; all else as it was."""
    if not scope.narrowed(FAMILY, TOWNSHIP):
        return story
    cut = Filter(
        story.facts.as_of,
        families=(scope.family,) if scope.family else (),
        region_code=scope.township,
    )
    claims = scope.claims(story.facts.claims, FAMILY, TOWNSHIP)
    return replace(
        story,
        facts=replace(story.facts, claims=claims),
        history=desk.answer(story, _history, Ask(cut)),
    )


def _history(views: Views, ask: Ask) -> History:
    return history_of(views, ask.cut)
