"""Judging past events: asked for on a page by an analyst, done by a job."""

from dashboards.jobs import Job
from dashboards.security import audit_action, require_role
from dashboards.story import Context
from risk.terms import Role


def start_judging(context: Context, job: Job, action: str) -> None:
    """Begin a run over the version in force, if none is under way; audited under ``action``."""
    if job.state.running:
        return
    require_role(Role.ANALYST)
    story = context.story()
    audit_action(action, data_version=story.facts.version)
    job.start(
        context.ws.root, story.facts.version, story.seed, story.scores.chosen(), context.clock()
    )
