"""The county's lag law, from claims and events."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from risk.settings import Surge
from risk.surge import fit_lag, fit_lag_law
from risk.surge.lag_rows import event_reports

SETTINGS = Surge()
AS_OF = date(2025, 12, 31)


def storms(number: int, *, days_apart: int = 30) -> pd.DataFrame:
    started = pd.date_range("2024-01-02 12:00", periods=number, freq=f"{days_apart}D")
    return pd.DataFrame(
        {
            "event_id": [f"E{i:02d}" for i in range(number)],
            "peril_family": "storm",
            "started_at": started,
            "ended_at": started + pd.Timedelta(hours=6),
        }
    )


def event_claims(
    events: pd.DataFrame, each: int, precision: str = "minute", *, median_h=20.0, shape=1.0
) -> pd.DataFrame:
    """Claims hit at any time of the event and reported after a Weibull lag."""
    rng = np.random.default_rng(5)
    medians = np.broadcast_to(median_h, len(events))
    parts = []
    for event, median in zip(events.to_dict("records"), medians, strict=True):
        hit = event["started_at"] + pd.to_timedelta(rng.random(each) * 6, unit="h")
        hours = median / np.log(2) ** (1 / shape) * rng.weibull(shape, each)
        reported_at = hit + pd.to_timedelta(hours, unit="h")
        parts.append(pd.DataFrame({"loss_at": hit, "reported_at": reported_at}))
        parts[-1]["event_id"] = event["event_id"]
    claims = pd.concat(parts, ignore_index=True).assign(time_precision=precision)
    if precision == "day":
        claims["loss_at"] = claims["loss_at"].dt.normalize()
    return claims


NO_CLOCK = Surge(
    night_report_share=0.5,
    saturday_report_factor=1.0,
    sunday_report_factor=1.0,
    monday_report_factor=1.0,
)


@pytest.mark.parametrize("precision", ["minute", "hour", "day"])
def test_a_known_lag_is_found_again(precision):
    """Median 20 h and shape 1 come back, also where the loss is known only to the day."""
    events = storms(6)
    found = fit_lag(event_claims(events, 400, precision), events, settings=NO_CLOCK, as_of=AS_OF)
    assert found.median_h == pytest.approx(20.0, rel=0.1)
    assert found.shape == pytest.approx(1.0, rel=0.1)
    assert (found.claims, found.events) == (2400, 6)
    assert found.source == "fitted on 2400 claims of 6 own events"


def test_days_of_reports_alone_are_enough():
    """Reports known only to the day still give back the lag."""
    events = storms(6)
    claims = event_claims(events, 400, "day", median_h=40.0)
    claims["reported_at"] = claims["reported_at"].dt.normalize()
    found = fit_lag(claims, events, settings=NO_CLOCK, as_of=AS_OF)
    assert found.median_h == pytest.approx(40.0, rel=0.1)


def test_without_own_events_the_settings_speak():
    """No event: median and shape of county.toml, and the source says so."""
    law = fit_lag_law(event_claims(storms(1), 5), storms(1), settings=SETTINGS, as_of=AS_OF)
    assert law.lag.median_h == pytest.approx(SETTINGS.lag_median_h)
    assert law.lag.shape == pytest.approx(SETTINGS.lag_shape)
    assert law.source == "county.toml [surge] lag_median_h, lag_shape: no own event with ten claims"
    assert np.isfinite(law.flutter)


def test_few_events_leave_more_doubt_than_many():
    """Two events alike do not promise a third one: the law narrows as events are seen."""
    widths = []
    for number in (0, 2, 12):
        events = storms(max(number, 1))
        claims = event_claims(events, 200 if number else 1)
        law = fit_lag_law(claims, events, settings=NO_CLOCK, as_of=AS_OF)
        drawn = law.draw(np.random.default_rng(0), 20000)
        widths.append(np.ptp(np.quantile(drawn[:, 0], [0.05, 0.95])))
    assert widths[0] > 1.5 * widths[1] > 1.5 * 1.2 * widths[2]


def test_the_spread_between_events_is_seen():
    """Medians from 8 to 60 h: the law for the next event is wide; its middle lies between."""
    events = storms(10)
    medians = np.geomspace(8, 60, 10)
    claims = event_claims(events, 300, median_h=medians)
    law = fit_lag_law(claims, events, settings=NO_CLOCK, as_of=AS_OF)
    assert np.sqrt(law.scale[0, 0]) == pytest.approx(np.log(medians).std(), rel=0.25)
    assert 15 < law.lag.median_h < 32


def test_a_small_event_is_drawn_to_the_others():
    """One event of ten reports at 2 h among ten large ones at 20 h barely moves the middle."""
    events = storms(11)
    claims = event_claims(events, 300, median_h=[*[20.0] * 10, 2.0])
    few = claims[(claims["event_id"] != "E10") | (claims.groupby("event_id").cumcount() < 10)]
    with_few = fit_lag(few, events, settings=NO_CLOCK, as_of=AS_OF)
    with_all = fit_lag(claims, events, settings=NO_CLOCK, as_of=AS_OF)
    assert with_few.median_h > with_all.median_h
    assert with_few.median_h == pytest.approx(20.0, rel=0.25)


def test_perils_share_what_they_have():
    """Snow without an event of its own lies between storm's and flood's, and in more doubt."""
    events = storms(10).assign(peril_family=["storm"] * 5 + ["flood"] * 5)
    claims = event_claims(events, 200, median_h=[15.0] * 5 + [40.0] * 5)

    def law(family):
        return fit_lag_law(claims, events, settings=NO_CLOCK, as_of=AS_OF, family=family)

    storm, flood, snow = law("storm"), law("flood"), law("snow")
    assert storm.lag.median_h < snow.lag.median_h < flood.lag.median_h
    assert snow.scale[0, 0] > max(storm.scale[0, 0], flood.scale[0, 0])
    assert storm.source == "fitted on 1000 claims of 5 own storm events"
    assert snow.source == "fitted on 2000 claims of 10 own events"


def test_an_open_event_is_not_taken_for_a_quick_one():
    """Half the reports are still to come: the fit allows for them (right truncation)."""
    events = storms(6, days_apart=1)
    events[["started_at", "ended_at"]] = [pd.Timestamp("2025-12-30 00:00")] * 2
    claims = event_claims(events.assign(ended_at=events["started_at"]), 400, median_h=48.0)
    claims["loss_at"] = events["started_at"].iloc[0]
    hours = 48 / np.log(2) * np.random.default_rng(1).weibull(1.0, len(claims))
    claims["reported_at"] = claims["loss_at"] + pd.to_timedelta(hours, unit="h")
    seen = claims[claims["reported_at"] < pd.Timestamp("2026-01-01")]
    assert len(seen) < 0.55 * len(claims)
    settings = Surge(**{**vars(NO_CLOCK), "lag_median_h": 48.0, "lag_shape": 1.0})
    found = fit_lag(claims, events, settings=settings, as_of=AS_OF)
    assert found.claims == len(seen)
    assert 33 < found.median_h < 60
    naive = (seen["reported_at"] - seen["loss_at"]).median() / pd.Timedelta(hours=1)
    assert naive < 25


def test_times_of_a_report_by_hand():
    """Exact inside the event; day precision spans the event; reports before it are left out."""
    events = storms(1).assign(
        started_at=pd.Timestamp("2024-01-01 12:00"), ended_at=pd.Timestamp("2024-01-01 18:00")
    )
    claims = pd.DataFrame(
        {
            "event_id": "E00",
            "loss_at": pd.to_datetime(["2024-01-01 13:00"] + 3 * ["2024-01-01 00:00"]),
            "time_precision": ["minute", "day", "day", "minute"],
            "reported_at": pd.to_datetime(
                ["2024-01-01 15:00", "2024-01-02 18:00", "2024-01-03 00:00", "2024-01-01 09:00"]
            ),
        }
    )
    (event,) = event_reports(claims, events, as_of=AS_OF)
    assert event.from_h.tolist() == [3.0, 30.0, 36.0]
    assert event.to_h.tolist() == [3.0, 30.0, 60.0]
    assert event.hit_from_h.tolist() == [1.0, 0.0, 0.0]
    assert event.hit_to_h.tolist() == [1.0, 6.0, 6.0]
    assert (event.clock.start_h, event.clock.weekday) == (12.0, 0)


def test_reports_that_scatter_are_not_taken_as_so_many_witnesses():
    """Reports in batches of thirty at one hour: the scatter is seen, and the law stays wider."""
    events = storms(6)
    smooth = event_claims(events, 600)
    batch = smooth.groupby("event_id").cumcount() // 30
    first = smooth.groupby([smooth["event_id"], batch])["reported_at"].transform("first")
    batched = smooth.assign(reported_at=first, loss_at=smooth["loss_at"].dt.normalize())
    batched["time_precision"] = "day"
    lumpy = fit_lag_law(batched, events, settings=NO_CLOCK, as_of=AS_OF)
    even = fit_lag_law(smooth, events, settings=NO_CLOCK, as_of=AS_OF)
    assert lumpy.flutter < 60 < even.flutter
