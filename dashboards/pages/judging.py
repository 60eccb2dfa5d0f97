"""Judging past events: asked for on a page by an analyst, done by a job."""

from dashboards.security import audit_action, require_role
from dashboards.story import Context
from dashboards.story.works import Name
from risk.terms import Role


def start_judging(context: Context, name: Name, action: str) -> None:
    """Begin a run over the version in force, if none is under way; audited under ``action``."""
    if context.works.state(name).running:
        return
    user, story = require_role(Role.ANALYST), context.story()
    context.works.start(
        name, context.ws.root, story.facts.version, story.seed, story.scores.chosen(),
        context.clock(), user=user,
    )  # fmt: skip
    audit_action(action, data_version=story.facts.version)
