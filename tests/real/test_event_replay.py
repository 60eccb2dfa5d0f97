"""The Chicago storm of 2010-07-24, replayed day by day in the page as it would have been told."""

from datetime import datetime

import pytest

from dashboards.clock import wall_clock
from dashboards.pages.event_parts import event_view
from dashboards.story import Context, StoryStore
from risk.flow import tell

pytestmark = pytest.mark.real

STORM = "2010-07-24"
DAYS = 10


@pytest.fixture
def context(chicago):
    """The page's context on the loaded calls, without planned scenarios."""
    _, _, loaded = chicago
    story = tell(loaded.ws, presets=())
    clock = wall_clock(loaded.ws.county())
    return Context(loaded.ws, StoryStore(loaded.ws, story, clock), clock)


def test_the_storm_of_2010_is_replayed_day_by_day(chicago, context):
    """Every day is told, from the eve's knowledge; ranges close in on what came."""
    area, _, _ = chicago
    story = context.story()
    told = [context.under_way.told(story, STORM, day) for day in range(DAYS)]
    eve = told[0].eve
    assert eve.by_day
    assert eve.facts.as_of.isoformat() == "2010-07-23"
    assert told[0].steps[0] == datetime(2010, 7, 25)
    final = len(eve.reports)
    widths, held = [], []
    for moment in told:
        now = moment.moment.nowcast
        print(
            f"{area} {moment.moment.at:%m-%d}: {now.reported} in, {now.total['p50']:.0f} "
            f"({now.total['p05']:.0f}–{now.total['p95']:.0f}) in the end; came {final}"
        )
        assert now.reported <= final
        widths.append(now.total["p95"] - now.total["p05"])
        assert event_view(story, moment, context.layers(), True, "en") is not None
        # later days are left out: the ledger's event takes in two weeks of calls, the count "in the
        # end" also those after
        held.append(now.total["p05"] <= final <= now.total["p95"])
    assert sum(held) >= 9
    assert widths[6] < 0.6 * widths[0]
    late = told[6].moment.nowcast.total
    assert abs(late["p50"] / final - 1) < 0.15
