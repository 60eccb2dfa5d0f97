"""Why claims of a dispatch day are late: told by the log, on the tiny day and on a surge."""

from dataclasses import replace

import numpy as np
import pytest
from dispatch_world import surge_day, tiny_claim, tiny_day

from risk.staffing.live import Deed, DeedKind, Progress, RoadCut, Stage, apply, view
from risk.staffing.reasons import Cause, Saver, sum_causes, why_day


def day_of(claims, routes, progress=None, now_min=480.0, **changes):
    """The tiny day with these claims, on these routes."""
    day = tiny_day()
    told = progress or {}
    stage = {c: Stage.PLANNED for route in routes.values() for c in route}
    return replace(
        day, claims={c.claim_id: c for c in claims}, routes=dict.fromkeys(day.crews, ()) | routes,
        progress={c.claim_id: told.get(c.claim_id, Progress(stage.get(c.claim_id, Stage.WAITING)))
                  for c in claims},
        now_min=now_min, planned=True, **changes,
    )  # fmt: skip


def only(day):
    """The one row of a day's reasons."""
    rows = why_day(day).rows
    assert len(rows) == 1
    return rows.iloc[0]


def done(left, arrived, finished, **more):
    """A survey that is over, as told."""
    return Progress(Stage.DONE, left, "B0", arrived, finished, **more)


T1 = tiny_claim(1, 1, 470.0)  # in the town, two minutes from the base, due at 500


def test_a_claim_reached_in_time_is_not_in_the_table():
    """By its own crew, or by one that had to give it back; cancelled ones neither."""
    day = day_of([T1], {"c1": ("t1",)}, {"t1": done(480.0, 482.0, 500.0)}, 900.0)
    assert why_day(day).rows.empty
    assert why_day(day).claims == 1
    back = {"t1": Progress(Stage.WAITING, first_min=490.0)}
    assert why_day(day_of([T1], {}, back, 900.0)).rows.empty
    gone = why_day(day_of([T1], {}, {"t1": Progress(Stage.CANCELLED)}, 900.0))
    assert gone.rows.empty
    assert gone.claims == 0


def test_a_crew_that_set_out_late_was_not_sent():
    """At 08:20 instead of 08:00, five minutes for two: there at 08:25, it could be at 08:02."""
    row = only(day_of([T1], {"c1": ("t1",)}, {"t1": done(500.0, 505.0, 520.0)}, 900.0))
    assert (row["cause"], row["saved_by"], row["crew_id"]) == (Cause.NOT_SENT, Saver.SENT, "c1")
    assert (row["late_min"], row["amount"], row["told"]) == (5.0, 23.0, True)


def test_a_drive_longer_than_told_is_the_road():
    """Set out at once, 25 minutes for two."""
    row = only(day_of([T1], {"c1": ("t1",)}, {"t1": done(480.0, 505.0, 520.0)}, 900.0))
    assert (row["cause"], row["saved_by"], row["amount"]) == (Cause.ROAD, Saver.AS_TOLD, 23.0)


def test_a_claim_of_the_night_waits_for_somebody_on_duty():
    """Reported at 07:00 in the town, due at 07:30; both crews come at 08:00 or later."""
    row = only(day_of([tiny_claim(1, 1, 420.0)], {"c1": ("t1",)}, now_min=470.0))
    assert (row["cause"], row["saved_by"]) == (Cause.NOBODY_ON_DUTY, Saver.BEGUN)
    assert (row["crew_id"], row["base_code"], row["told"]) == ("c1", "B0", False)
    assert row["amount"] == pytest.approx(32, abs=0.5)


def test_only_one_crew_has_the_skill_and_it_is_away():
    """c2 fell out; c1 has not what the claim needs."""
    claim = tiny_claim(1, 4, 480.0, needs=("定损",))
    day = day_of([claim], {}, now_min=700.0)
    crews = day.crews | {"c2": replace(day.crews["c2"], out_since_min=560.0)}
    row = only(replace(day, crews=crews))
    assert (row["cause"], row["saved_by"], row["crew_id"]) == (Cause.NO_SKILL, Saver.SKILL, "c1")


def test_a_road_closed_all_day():
    """V6 is cut off at eight and nobody knows until when."""
    claim = tiny_claim(1, 6, 480.0)
    row = only(day_of([claim], {}, now_min=700.0, cuts=(RoadCut(("V6",), 480.0),)))
    assert (row["cause"], row["saved_by"], row["amount"]) == (Cause.ROAD, Saver.OPENED, np.inf)
    assert row["at_min"] == pytest.approx(660 - 50, abs=0.1)  # due at 11:00, 50 minutes away


def test_a_stop_left_when_the_day_was_over_is_one_nobody_comes_to():
    """Planned for c1, whose shift ended at 20:00; the day is looked at a week later."""
    row = only(day_of([T1], {"c1": ("t1",)}, now_min=10_000.0))
    assert (row["late_min"], row["cause"], row["at_min"]) == (np.inf, Cause.NOT_SENT, 482.0)


def test_one_crew_more_saves_but_one_of_two():
    """The crew is 40 minutes out, just in time, as two town claims come; 20 minutes' sweep apart.

    A further crew reaches the first at once, the second at 577 + 2: after it is due.
    """
    far = tiny_claim(2, 5, 420.0, due_min=540.0, special=True)
    town = [tiny_claim(n, 1, 545.0, due_min=575.0) for n in (4, 5)]
    day = day_of([far, *town], {"c1": ("t2", "t4", "t5")})
    told = why_day(replace(day, crews={"c1": day.crews["c1"]}, routes={"c1": ("t2", "t4", "t5")}))
    assert set(told.rows["claim_id"]) == {"t4", "t5"}
    assert set(told.rows["cause"]) == {Cause.NOBODY_IDLE}
    one_more = told.together.set_index("change").loc["crew"]
    assert (one_more["saved"], one_more["of"], one_more["base_code"]) == (1, 2, "B0")


def test_every_late_claim_of_a_surge_has_its_cause():
    """Snow, a crew ill, far more claims than crews: rows are those late or left in the view."""
    day, script = surge_day(claims=90, crews=4, seed=2)
    day, _ = apply(day, Deed(DeedKind.ROUTED, day.now_min))
    day = script.play(day, 780.0, lambda state, deed: apply(state, deed)[0])
    told, seen = why_day(day), view(day)
    until = {k: c.until_min + c.overtime_max_min for k, c in day.crews.items()}
    never = seen.stops["arrive_min"] > seen.stops["crew_id"].map(until)
    late = set(seen.stops.loc[(seen.stops["late_min"] > 1e-6) | never, "claim_id"])
    reached = {c for c, p in day.progress.items() if p.reached_min is not None}
    left = set(seen.waiting["claim_id"]) - reached
    assert set(told.rows["claim_id"]) == late | left
    assert len(told.rows) == len(late | left) > 20
    sums = sum_causes(told.rows["cause"], told.rows["tier"])
    assert sums["all"].sum() == len(told.rows)
    assert (told.together["saved"] <= told.together["of"]).all()
    as_was = told.together.set_index("change").loc["as_was", "saved"]
    assert (told.together["saved"] >= as_was * 0.5).all()
