from datetime import date

import numpy as np
import pandas as pd
import pytest

from risk.reference import preset, presets
from risk.settings import Surge
from risk.surge import combined_rate, own_rate, past_events
from risk.surge.rates import core_rates

SETTINGS = Surge()
AS_OF = date(2025, 12, 31)


def storms(number: int) -> pd.DataFrame:
    started = pd.date_range("2024-01-01 12:00", periods=number, freq="30D")
    return pd.DataFrame(
        {
            "event_id": [f"E{i}" for i in range(number)],
            "name": "storm",
            "peril_family": "storm",
            "started_at": started,
            "ended_at": started + pd.Timedelta(hours=6),
        }
    )


def counts_to_claims(counts: np.ndarray, located: float = 1.0) -> pd.DataFrame:
    codes = np.repeat([f"V{i}" for i in range(len(counts))], counts)
    claims = pd.DataFrame({"event_id": "E0", "region_code": codes, "year": 2024})
    claims.loc[claims.index[int(located * len(claims)) :], "region_code"] = None
    return claims


def past_of(claims, events, marks, exposure, as_of=AS_OF) -> pd.DataFrame:
    return past_events(claims, events, marks, exposure, as_of=as_of, presets=presets())


def test_rate_of_hit_villages_is_not_inflated():
    """Villages in which by chance nobody claimed are allowed for: 3 per 1,000 comes back."""
    rng = np.random.default_rng(1)
    counts = rng.poisson(0.003 * 300 * rng.gamma(2.0, 0.5, 4000))
    exposure = pd.DataFrame(
        {"region_code": [f"V{i}" for i in range(4000)], "year": 2024, "house_years": 300.0}
    )
    none = pd.DataFrame({"event_id": [], "region_code": [], "quantity": [], "intensity": []})
    row = past_of(counts_to_claims(counts), storms(1), none, exposure).iloc[0]
    naive = 1000 * counts.sum() / (300 * (counts > 0).sum())
    assert row["claims_per_1000_houses"] == pytest.approx(3.0, rel=0.08)
    assert naive > 4.5
    assert row["basis"] == "villages with a claim"


def test_a_recorded_footprint_counts_silent_villages():
    """10 claims, 2 of them unlocated, over 4 recorded villages of 250 houses: 10 per 1,000."""
    exposure = pd.DataFrame(
        {"region_code": ["V0", "V1", "V2", "V3"], "year": 2024, "house_years": 250.0}
    )
    marks = pd.DataFrame(
        {
            "event_id": "E0",
            "region_code": ["V0", "V1", "V2", "V3"],
            "quantity": "wind_ms",
            "intensity": 5.0,
        }
    )
    claims = counts_to_claims(np.array([6, 4]), located=0.8)
    row = past_of(claims, storms(1), marks, exposure).iloc[0]
    assert row["claims_per_1000_houses"] == pytest.approx(10.0)
    assert (row["villages"], row["houses"], row["claims"]) == (4, 1000.0, 10)
    assert row["claims_per_1000_houses_lo"] < 10 < row["claims_per_1000_houses_hi"]


@pytest.mark.parametrize(
    ("quantity", "core_ms", "grade"),
    [("wind_ms", 18.0, "moderate"), ("wind_ms", 25.0, "severe"), ("wind_ms", 33.0, "extreme"),
     ("rain_mm_24h", 25.0, None)],
)  # fmt: skip
def test_the_hazard_grades_an_event_not_its_claims(quantity, core_ms, grade):
    """The core's intensity decides, whether 1 in 10 or 1 in 1,000 houses claimed."""
    codes = [f"V{i}" for i in range(4)]
    exposure = pd.DataFrame({"region_code": codes, "year": 2024, "house_years": 250.0})
    marks = pd.DataFrame(
        {
            "event_id": "E0",
            "region_code": codes,
            "quantity": quantity,
            "intensity": [core_ms, core_ms, core_ms / 3, core_ms / 3],
        }
    )
    for counts in ([50, 50], [1, 0]):
        row = past_of(counts_to_claims(np.array(counts)), storms(1), marks, exposure).iloc[0]
        assert row["grade"] == grade
        assert row["core_share"] == 0.5
        assert row["claims_per_1000_houses"] == sum(counts)


def test_an_event_without_intensities_has_no_grade():
    """Claims alone give a rate but no grade."""
    exposure = pd.DataFrame({"region_code": ["V0", "V1"], "year": 2024, "house_years": 250.0})
    none = pd.DataFrame({"event_id": [], "region_code": [], "quantity": [], "intensity": []})
    row = past_of(counts_to_claims(np.array([5, 5])), storms(1), none, exposure).iloc[0]
    assert row["grade"] is None
    assert np.isnan(row["core_share"])


def test_an_event_still_running_does_not_count():
    """Its late claims are missing: it counts from the day its reporting horizon is over."""
    events = storms(2)
    claims = counts_to_claims(np.array([5, 5])).assign(event_id="E1")
    exposure = pd.DataFrame({"region_code": ["V0", "V1"], "year": 2024, "house_years": 250.0})
    none = pd.DataFrame({"event_id": [], "region_code": [], "quantity": [], "intensity": []})
    last = events["ended_at"].iloc[1] + pd.Timedelta(days=SETTINGS.horizon_days)
    eve = (last - pd.Timedelta(days=1)).date()
    assert past_of(claims, events, none, exposure, as_of=eve).empty
    assert len(past_of(claims, events, none, exposure, as_of=last.date())) == 1


def past(rates: list[float], grade: str | None = "severe") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "peril_family": "storm",
            "claims_per_1000_houses": rates,
            "claims_per_1000_houses_lo": [r / 1.2 for r in rates],
            "claims_per_1000_houses_hi": [1.2 * r for r in rates],
            "grade": grade,
            "core_share": 0.5,
            "quantity": "wind_ms",
        }
    )


def test_own_events_of_the_grade_sharpen_the_rate():
    """Ten own events at 20 pull the preset's 30 towards 20 and narrow its range."""
    prior = (30.0, 10.0, 90.0)
    found = combined_rate(
        prior, past([20.0] * 10), "storm", "severe", settings=SETTINGS, quantity="wind_ms"
    )
    assert 20 < found.value < 25
    assert 10 < found.low < found.value < found.high < 90
    assert found.events == 10


def test_own_events_can_contradict_the_preset():
    """Ten events of its grade far below the preset's range pull the rate out of that range."""
    prior = (30.0, 10.0, 90.0)
    found = combined_rate(
        prior, past([2.0] * 10), "storm", "severe", settings=SETTINGS, quantity="wind_ms"
    )
    assert found.value < 10
    assert found.events == 10
    assert "10 of 10 own events of the family (those whose recorded intensity" in found.source


@pytest.mark.parametrize("grade", ["moderate", None])
def test_events_of_another_grade_or_of_none_leave_the_preset(grade):
    """However near their rate, and the source says how many there were."""
    prior = (30.0, 10.0, 90.0)
    found = combined_rate(
        prior, past([30.0], grade), "storm", "severe", settings=SETTINGS, quantity="wind_ms"
    )
    assert (found.value, found.low, found.high, found.events) == (30.0, 10.0, 90.0, 0)
    assert "of 1 own events of the family none has a recorded intensity of its" in found.source


def test_without_exposure_own_events_of_the_grade_come_first():
    """Else all of the family, else none."""
    both = pd.concat([past([20.0], "severe"), past([2.0], "moderate")])
    assert own_rate(both, "storm", "severe", settings=SETTINGS).value == pytest.approx(20.0)
    found = own_rate(both, "storm", "extreme", settings=SETTINGS)
    assert found.value == pytest.approx(np.sqrt(40.0))
    assert found.source == "2 own events of the family, of any grade"
    assert own_rate(both, "snow", "severe", settings=SETTINGS) is None


def test_core_rates_by_hand():
    """Half the houses in the core, fringe a fifth of it: 6 over all is 10 in the core."""
    found = core_rates(past([6.0]), fringe_ratio=0.2, otherwise=0.3)
    assert found["claims_per_1000_houses"].item() == pytest.approx(10.0)
    unknown = past([6.0]).assign(core_share=np.nan)
    found = core_rates(unknown, fringe_ratio=0.2, otherwise=0.3)
    assert found["claims_per_1000_houses"].item() == pytest.approx(20.0)


def test_presets_of_a_family_share_one_quantity_and_rise():
    """What grading rests on."""
    for family in ("storm", "flood", "snow"):
        three = [preset(f"{family}_{grade}") for grade in ("moderate", "severe", "extreme")]
        assert len({p.quantity for p in three}) == 1
        strengths = [p.core_intensity for p in three]
        assert strengths == sorted(strengths)


def test_a_severe_gale_says_nothing_of_severe_hail():
    """Own events of the grade in another quantity leave the preset."""
    prior = (30.0, 10.0, 90.0)
    gales = past([2.0] * 5)
    found = combined_rate(prior, gales, "storm", "severe", settings=SETTINGS, quantity="hail_mm")
    assert (found.value, found.events) == (30.0, 0)
