"""Scores judged in the background: stored once, known again, and shown where levels are."""

from dataclasses import replace

from dashboards.story.scores_judged import judge_scores
from dashboards.story.scorings import NOW as TODAY
from dashboards.story.scorings import ScoringsDesk, judged_scores
from tests.tiny_world import NOW, copied


def test_judged_scores_stand_for_their_data(tiny_ws, tiny_story, tmp_path):
    """The second run finds the first's version; the page of today's levels shows the judging."""
    ws, steps = copied(tiny_ws, tmp_path), []
    done = judge_scores(ws.root, 1, NOW, progress=lambda share, step: steps.append(share))
    again = judge_scores(ws.root, 1, NOW, progress=lambda *_: None)
    assert done.before != done.after == again.before == again.after
    assert steps == sorted(steps)
    story = replace(tiny_story, facts=replace(tiny_story.facts, version=done.after))
    judged = judged_scores(ws, story)
    assert judged is not None
    assert set(judged.held_out["scheme"]) <= {"event", "township"}
    shown = ScoringsDesk(ws).shown(story, TODAY)
    assert len(shown.story.scores.held_out) == len(judged.held_out)
    assert judged_scores(tiny_ws, tiny_story) is None  # scored, not judged
