"""The overview's account of the year: tiles with unit, range and source, or why unknown."""

import json
from dataclasses import replace
from math import nan

import pandas as pd
import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboards.i18n import month, t
from dashboards.pages import overview_account as account
from dashboards.story.glance import (
    STRONGEST,
    ahead,
    coverage_row,
    satisfaction_rows,
    strongest,
    target_counts,
)


def told(component) -> str:
    """A component as JSON text, Chinese left readable."""
    return json.dumps(component, cls=PlotlyJSONEncoder, ensure_ascii=False)


def with_account(story, **changes):
    """The story with a changed account."""
    return replace(story, account=replace(story.account, **changes))


def with_answers(story, years):
    """The story with 8 of 10 households satisfied in some years."""
    frame = pd.DataFrame(
        {"year": years, "answers": 10, "closed": 12, "index": 86.0, "index_lo": 70.4,
         "index_hi": 94.6}
    )  # fmt: skip
    service = replace(story.account.service, satisfaction=frame)
    return with_account(story, service=service)


def with_targets(story, verdicts):
    """The story with targets: (contract month, verdict)."""
    frame = pd.DataFrame(verdicts, columns=["contract_month", "verdict"])
    return with_account(story, targets=frame)


def test_coverage_is_of_the_roster(tiny_story):
    """90 of 108 households; the list's day beside it; without a list unknown."""
    assert coverage_row(tiny_story)["coverage_rate"] == pytest.approx(90 / 108)
    tile = told(account.coverage(tiny_story, "en"))
    assert "83.3%" in tile
    assert "90 insured of 108 expected" in tile
    assert "roster of 1 Jan 2025" in tile
    townships = tiny_story.account.insured.townships.assign(coverage_rate=nan)
    insured = replace(tiny_story.account.insured, townships=townships)
    unknown = told(account.coverage(with_account(tiny_story, insured=insured), "en"))
    assert t("overview.unknown", "en") in unknown
    assert t("overview.no_roster", "en") in unknown
    assert "83.3%" not in unknown


def test_coverage_without_policies_is_unknown(tiny_story):
    """Each village counted as one house is no insured house."""
    facts = tiny_story.facts
    none = replace(facts, exposure=facts.exposure.assign(exposure_source="none"))
    bare = replace(tiny_story, facts=none)
    assert coverage_row(bare) is None
    assert t("overview.no_policies", "zh") in told(account.coverage(bare, "zh"))


def test_the_index_stands_with_its_interval_and_last_years(tiny_story):
    """Unknown where nobody answered this year, even if somebody did last year."""
    assert satisfaction_rows(tiny_story) == (None, None)
    assert t("overview.no_answers", "zh") in told(account.satisfaction(tiny_story, "zh"))
    both = told(account.satisfaction(with_answers(tiny_story, [2024, 2025]), "en"))
    assert "86.0" in both
    assert "90% interval 70.4–94.6; 10 answers of 12 closed claims" in both
    assert "2024: 86.0 (70.4–94.6)" in both
    last = told(account.satisfaction(with_answers(tiny_story, [2024]), "en"))
    assert t("overview.unknown", "en") in last


def test_targets_count_only_what_can_be_judged(tiny_story):
    """One of two met in the year; December, the month of the last day, on a line of its own."""
    verdicts = [(1, "met"), (12, "missed"), (12, "cannot_tell"), (12, "running")]
    story = with_targets(tiny_story, verdicts)
    now, whole = target_counts(story)
    assert now == {"missed": 1, "running": 1, "cannot_tell": 1}
    assert whole == {"met": 1, **now}
    tile = told(account.targets(story, "en"))
    assert "1 of 2" in tile
    assert f"{month(12, 'en')}: missed 1, running 1, cannot tell 1" in tile
    open_ = told(account.targets(with_targets(tiny_story, [(12, "running")]), "en"))
    assert t("overview.not_judged", "en") in open_
    assert t("overview.no_targets", "en") in told(account.targets(tiny_story, "en"))


def test_the_year_ahead_has_its_range_beside_the_last_year(tiny_story):
    """Median, 90 % range, the last twelve months' nine claims; too short a record says so."""
    made = ahead(tiny_story)
    assert made.low <= made.p50 <= made.high
    assert made.before == 9
    assert "last 12 months: 9" in told(account.next_months(tiny_story, "en"))
    short = replace(tiny_story.account.forecast, note="not enough data: a record of 3 months")
    none = with_account(tiny_story, forecast=short)
    assert ahead(none) is None
    assert "under 24 months" in told(account.next_months(none, "en"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_strongest_findings_are_those_that_carry(tiny_story, lang):
    """At most three, in the account's order, none that the data cannot tell."""
    chosen = strongest(tiny_story)
    assert 0 < len(chosen) <= STRONGEST
    assert all(f.sufficient for f in chosen)
    card = told(account.findings(tiny_story, lang))
    assert "/history?tab=findings" in card
    assert "{" not in "".join(x for x in card.split('"') if "{n" in x)
    none = with_account(tiny_story, findings=())
    assert t("overview.no_findings", lang) in told(account.findings(none, lang))


def test_tiles_lead_to_the_tab_behind_them(manager):
    """Plain links, so that they can be copied and opened beside."""
    page = manager.page("/")
    for tab in ("experience", "promise", "coverage", "satisfaction", "contract", "forecast"):
        assert f'"href":"/history?tab={tab}"' in page
