"""Claims nobody has reached yet, and the clock against the promise, by tier."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from dashboards.i18n import number, percent, t, term
from dashboards.story.dispatch_rows import OPEN
from dashboards.story.dispatch_seen import Seen
from dashboards.story.overview import promise_tiles
from dashboards.story.promise import MEASURED_MIN
from dashboards.story.wall.moment import Shown, at_minute, data_until, seconds
from risk.facts import Facts
from risk.flow import Story
from risk.follow.day import told_at, waits_at
from risk.settings import County
from risk.staffing.live import Stage
from risk.terms import Tier

TIERS = (Tier.TOWN.value, Tier.RURAL.value)
REACHED = (Stage.ARRIVED.value, Stage.DONE.value)


def backlog(story: Story, shown: Shown, lang: str) -> dict[str, Any]:
    """The sight of the backlog.

    Returns:
        words: where it is told from; stands: the second the clock is held at (None: it runs on);
        tiers: of each name, limit, due (seconds of each open claim, in order), kept (value,
        words); unknown: open claims whose tier is not known.
    """
    if shown.day is not None:
        rows, kept = rows_of_day(shown.day), kept_of_day(shown.day, lang)
        held = shown.at if shown.stands else None
        words = t("wall.backlog.day", lang, number=shown.day.kept.head.id)
    else:
        end = data_until(story.facts.as_of)  # what is due later may have been reached since
        held = end if shown.at > end else None
        rows, kept = rows_of_data(story.facts, held or shown.at), kept_of_year(story, lang)
        words = t("wall.backlog.data", lang)
    county = story.facts.county
    return {
        "words": words,
        "stands": None if held is None else seconds(held),
        "tiers": [_tier(tier, rows, kept, county, lang) for tier in TIERS],
        "unknown": int((~rows["tier"].isin(TIERS)).sum()),
    }


def _tier(
    tier: str, rows: pd.DataFrame, kept: Mapping[str, dict[str, str]], county: County, lang: str
) -> dict[str, Any]:
    due = rows.loc[rows["tier"] == tier, "due"].sort_values()
    return {
        "tier": tier,
        "name": term("tier", tier, lang),
        "limit": t("wall.backlog.limit", lang, n=number(county.promise.limit_min(tier), lang)),
        "due": [seconds(at) for at in due],
        "kept": kept.get(tier, {"value": "—", "words": t("wall.backlog.nobody", lang)}),
    }


def rows_of_day(seen: Seen) -> pd.DataFrame:
    """Claims of a dispatch day nobody has reached: tier, due."""
    rows = seen.rows[seen.rows["stage"].isin([stage.value for stage in OPEN])]
    day = seen.state.ground.day
    return pd.DataFrame(
        {"tier": rows["tier"], "due": [at_minute(day, m) for m in rows["due_min"]]}
    ).astype({"due": "datetime64[us]"})


def rows_of_data(facts: Facts, at: datetime) -> pd.DataFrame:
    """Claims of the data reported by a moment and not reached by it: tier (may be missing), due."""
    rows = facts.claims[waits_at(facts.claims, at)]
    limits = {tier: timedelta(minutes=facts.county.promise.limit_min(tier)) for tier in TIERS}
    longest = max(limits.values())  # a claim of unknown tier is counted, its due time not shown
    due = told_at(rows) + rows["tier"].map(limits).fillna(longest)
    return pd.DataFrame({"tier": rows["tier"], "due": due})


def kept_of_day(seen: Seen, lang: str) -> dict[str, dict[str, str]]:
    """Of each tier: claims of the day reached in time, of those reached."""
    reached = seen.rows[seen.rows["stage"].isin(REACHED)]
    told = {}
    for tier, rows in reached.groupby("tier"):
        in_time = int((rows["late_min"] <= 0).sum())
        words = t("wall.backlog.kept_day", lang, n=number(in_time, lang),
                  of=number(len(rows), lang))  # fmt: skip
        told[str(tier)] = {"value": percent(in_time / len(rows), lang, 0), "words": words}
    return told


def kept_of_year(story: Story, lang: str) -> dict[str, dict[str, str]]:
    """Of each tier: the share kept this contract year, of measured arrivals."""
    told = {}
    for row in promise_tiles(story).to_dict("records"):
        n, words = number(row["measured"], lang), "wall.backlog.kept_year"
        if not row["measured"]:
            told[str(row["tier"])] = {"value": "—", "words": t("wall.backlog.unmeasured", lang)}
            continue
        if row["measured"] < MEASURED_MIN:
            words = "wall.backlog.kept_few"
        share = percent(row["share_measured"], lang, 0)
        told[str(row["tier"])] = {"value": share, "words": t(words, lang, n=n)}
    return told
