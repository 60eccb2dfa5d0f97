import json
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from risk.errors import ModelError
from risk.scoring import Kept, Scores, kept_scores, score
from risk.scoring.levels import level_of
from risk.scoring.score import PROBABILITIES, SCORE_COLUMNS, Houses
from risk.settings import Scoring

DAY = date(2024, 12, 31)
QUICK = Scoring(bootstrap_draws=40)


def run(made: Any, **change: Any) -> Scores:
    """Score a made county, with parts of it or settings changed."""
    options = {"settings": QUICK, "seed": 1, "kept": None} | change
    frames = {k: options.pop(k, getattr(made, k)) for k in ("claims", "exposure", "regions")}
    return score(**frames, as_of=DAY, **options)


@pytest.fixture(scope="module")
def scores(made: Any) -> Scores:
    return run(made)


def part(scores: Scores, level: str, family: str = "all") -> pd.DataFrame:
    """Rows of one level and family by region."""
    frame = scores.frame
    return frame[(frame["level"] == level) & (frame["peril_family"] == family)].set_index(
        "region_code"
    )


def test_the_table_is_whole(made: Any, scores: Scores) -> None:
    """One row a region and family; columns as in schema.sql; claims add up on every level."""
    assert tuple(scores.frame.columns) == SCORE_COLUMNS
    assert not scores.frame.duplicated(["level", "region_code", "peril_family"]).any()
    assert set(scores.frame["peril_family"]) == {"all", "storm", "flood"}
    assert scores.merged_families == ("snow", "earthquake", "ground", "accident")
    for level in ("village", "township", "county"):
        assert part(scores, level)["claims"].sum() == len(made.claims)
    assert not scores.frame[["claims_per_1000_house_years", *PROBABILITIES]].isna().any().any()


def test_level_follows_score(scores: Scores) -> None:
    """A higher rate never has a lower level; the level is the band of the cut points."""
    for family, cuts in scores.cut_points.items():
        rows = scores.frame[scores.frame["peril_family"] == family].sort_values(
            "claims_per_1000_house_years"
        )
        assert rows["risk_level"].is_monotonic_increasing
        assert (
            rows["risk_level"] == level_of(rows["claims_per_1000_house_years"].to_numpy(), cuts)
        ).all()


def test_probabilities_and_intervals(scores: Scores) -> None:
    """Probabilities sum to one; lo ≤ rate ≤ hi."""
    frame = scores.frame
    assert frame[list(PROBABILITIES)].sum(axis=1).to_numpy() == pytest.approx(np.ones(len(frame)))
    rate = frame["claims_per_1000_house_years"]
    assert (frame["claims_per_1000_house_years_lo"] <= rate).all()
    assert (rate <= frame["claims_per_1000_house_years_hi"]).all()


def test_scores_follow_the_truth(made: Any, scores: Scores) -> None:
    """Rank correlation with the drawn rates is high; townships' rates are within a quarter."""
    villages = part(scores, "village")["claims_per_1000_house_years"]
    assert villages.corr(made.truth.reindex(villages.index), method="spearman") > 0.85
    townships = part(scores, "township")["claims_per_1000_house_years"]
    houses = part(scores, "village")["house_years"]
    drawn = made.truth * houses
    truth = drawn.groupby(drawn.index.str[:2]).sum() / houses.groupby(houses.index.str[:2]).sum()
    assert townships.to_dict() == pytest.approx((1000 * truth).to_dict(), rel=0.25)


def test_townships_are_weighted_means(scores: Scores) -> None:
    """A township's rate is its villages' by house-years; the county's is everyone's."""
    villages, county = part(scores, "village"), part(scores, "county").loc["C"]
    mean = np.average(villages["claims_per_1000_house_years"], weights=villages["house_years"])
    assert county["claims_per_1000_house_years"] == pytest.approx(mean)
    inside = villages[villages.index.str.startswith("T1")]
    mean = np.average(inside["claims_per_1000_house_years"], weights=inside["house_years"])
    assert part(scores, "township").loc["T1", "claims_per_1000_house_years"] == pytest.approx(mean)


def test_loss_rate_by_hand(made: Any, scores: Scores) -> None:
    """2,000 paid of 20,000 insured is a tenth of the frequency; without sums there is no rate."""
    frame = scores.frame
    assert frame["loss_rate_per_1000_insured"].to_numpy() == pytest.approx(
        frame["claims_per_1000_house_years"].to_numpy() / 10
    )
    bare = made.exposure.assign(sum_insured_years_money=np.nan)
    assert run(made, exposure=bare).frame["loss_rate_per_1000_insured"].isna().all()


def test_same_seed_same_scores_and_row_order_is_nothing(made: Any, scores: Scores) -> None:
    """Shuffled claims, exposure and regions give the same frame."""
    mixed = {
        k: getattr(made, k).sample(frac=1, random_state=3)
        for k in ("claims", "exposure", "regions")
    }
    pd.testing.assert_frame_equal(run(made, **mixed).frame, scores.frame)


def test_kept_scores(made: Any, scores: Scores) -> None:
    """Given cut points are used as they are; falling ones are refused."""
    cuts = {"all": (1.0, 2.0, 3.0, 4.0)}
    kept = run(made, kept=Kept(cuts, pd.DataFrame()))
    assert kept.cut_points["all"] == cuts["all"]
    assert kept.cut_points["storm"] == scores.cut_points["storm"]
    with pytest.raises(ModelError, match="rising"):
        run(made, kept=Kept({"all": (4.0, 3.0, 2.0, 1.0)}, pd.DataFrame()))


def test_unplaced_claims_count(made: Any, scores: Scores) -> None:
    """Claims known at the county only raise every rate in proportion, and the method says so."""
    extra = made.claims.head(50).assign(region_code="C")
    more = run(made, claims=pd.concat([made.claims, extra], ignore_index=True))
    ratio = (
        part(more, "village")["claims_per_1000_house_years"]
        / part(scores, "village")["claims_per_1000_house_years"]
    )
    assert ratio.to_numpy() == pytest.approx(1 + 50 / len(made.claims))
    assert part(more, "county").loc["C", "claims"] == len(made.claims) + 50
    assert "50 claims without a village" in more.method


@pytest.mark.parametrize("elsewhere", ["C", None, "T0", "gone"])
def test_houses_without_a_village_count(made: Any, scores: Scores, elsewhere: str | None) -> None:
    """Half the policies and half the claims name no village: the county's rate stays as it was."""
    half = made.exposure.assign(
        **{c: made.exposure[c] / 2 for c in ("house_years", "sum_insured_years_money")}
    )
    claims = made.claims.copy()
    claims.loc[claims.index % 2 == 0, "region_code"] = elsewhere
    exposure = pd.concat([half, half.assign(region_code=elsewhere)], ignore_index=True)
    found = run(made, claims=claims, exposure=exposure)
    county, whole = part(found, "county").loc["C"], part(scores, "county").loc["C"]
    for name in ("claims", "house_years"):
        assert county[name] == pytest.approx(whole[name])
    raw = 1000 * len(claims) / made.exposure["house_years"].sum()
    assert county["claims_per_1000_house_years"] == pytest.approx(raw, rel=0.05)
    assert county["claims_per_1000_house_years"] == pytest.approx(
        whole["claims_per_1000_house_years"], rel=0.05
    )
    lost = made.exposure["house_years"].sum() / 2
    assert f"{lost:.0f} house-years without a village" in found.method
    assert "claims without a village" in found.method
    if elsewhere == "T0":
        towns = part(found, "township")["house_years"]
        assert towns.sum() == pytest.approx(whole["house_years"])


def test_no_house_has_a_village(made: Any) -> None:
    """Policies known to the county only are spread evenly: the county's rate still stands."""
    exposure = made.exposure.assign(region_code="C")
    row = part(run(made, exposure=exposure), "county").loc["C"]
    assert row["house_years"] == pytest.approx(exposure["house_years"].sum())
    raw = 1000 * len(made.claims) / exposure["house_years"].sum()
    assert row["claims_per_1000_house_years"] == pytest.approx(raw, rel=0.05)


def test_every_family_is_measured(scores: Scores) -> None:
    """One chosen model a family; coverage of both distributions and calibration stand by family."""
    families = set(scores.frame["peril_family"])
    assert set(scores.chosen()) == families
    assert set(scores.coverage["peril_family"]) == set(scores.calibration["peril_family"])
    assert set(scores.coverage["peril_family"]) == families
    assert scores.coverage.groupby("peril_family").size().eq(4).all()


def stored(made: Any, scores: Scores, settings: Scoring = QUICK) -> tuple[Any, pd.DataFrame]:
    """The model row and its scores as the warehouse gives them back."""
    model, rows, _ = scores.record(
        as_of=DAY, data_version="v1", code_version="0", settings=settings, seed=1
    )
    return model.iloc[0].to_dict(), rows


def test_cut_points_come_back_from_the_store(made: Any, scores: Scores) -> None:
    """Kept to the last digit, unless quantiles or the denominator are others now."""
    model = stored(made, scores)
    assert kept_scores(model, made.exposure, settings=QUICK).cut_points == scores.cut_points
    other = replace(QUICK, level_quantiles=(0.2, 0.4, 0.6, 0.8))
    assert kept_scores(model, made.exposure, settings=other) is None
    bare = made.exposure.assign(exposure_source="none")
    assert kept_scores(model, bare, settings=QUICK) is None
    assert kept_scores(None, made.exposure, settings=QUICK) is None


def test_no_townships_and_no_exposure(made: Any) -> None:
    """Villages under the county alone; without policies a rate is claims per region-year."""
    regions = made.regions[made.regions["level"] != "township"]
    regions = regions.assign(
        parent_code=regions["parent_code"].where(regions["level"] == "county", "C")
    )
    bare = made.exposure.assign(house_years=1.0, exposure_source="none")
    found = run(made, regions=regions, exposure=bare)
    assert set(found.frame["level"]) == {"village", "county"}
    assert found.frame["exposure_source"].eq("none").all()
    assert "claims per region and year" in found.method
    assert found.frame["loss_rate_per_1000_insured"].isna().all()


def test_county_only(made: Any) -> None:
    """With nothing below the county, the county is scored."""
    exposure = made.exposure.groupby(["year", "exposure_source"], as_index=False).sum(
        numeric_only=True
    )
    found = run(
        made,
        regions=made.regions[made.regions["level"] == "county"],
        claims=made.claims.assign(region_code="C"),
        exposure=exposure.assign(region_code="C"),
    )
    row = part(found, "county").loc["C"]
    expected = 1000 * len(made.claims) / made.exposure["house_years"].sum()
    assert row["claims_per_1000_house_years"] == pytest.approx(expected)


@pytest.mark.parametrize(
    "case", ["no claims", "one year", "one village", "no house-years", "new village"]
)
def test_degenerate_counties(made: Any, case: str) -> None:
    """Each still gives five levels' probabilities and finite rates."""
    parts: dict[str, Any] = {
        "no claims": {"claims": made.claims.iloc[:0]},
        "one year": {
            "claims": made.claims[made.claims["year"] == 2020],
            "exposure": made.exposure[made.exposure["year"] == 2020],
        },
        "one village": {"regions": made.regions[made.regions["code"].isin(["C", "T0", "T0V00"])]},
        "no house-years": {"exposure": made.exposure.assign(house_years=0.0)},
        "new village": {
            "regions": pd.concat(
                [
                    made.regions,
                    pd.DataFrame({"code": ["T0V99"], "level": ["village"], "parent_code": ["T0"]}),
                ]
            )
        },
    }[case]
    frame = run(made, **parts).frame
    assert np.isfinite(frame["claims_per_1000_house_years"]).all()
    assert frame[list(PROBABILITIES)].sum(axis=1).to_numpy() == pytest.approx(np.ones(len(frame)))


def test_no_exposure_is_refused(made: Any) -> None:
    """Nothing to count against is an error, not a rate."""
    with pytest.raises(ModelError, match="no exposure"):
        run(made, exposure=made.exposure.iloc[:0])


def test_the_model_record(scores: Scores) -> None:
    """One model row with readable settings and metrics; every score row carries its version."""
    model, rows, reasons = scores.record(
        as_of=DAY, data_version="v0001-00000000", code_version="1.2", settings=QUICK, seed=1
    )
    assert len(model) == 1
    assert model["code_version"].iloc[0] == "1.2"
    assert rows["model_version"].eq(model["model_version"].iloc[0]).all()
    assert reasons["model_version"].eq(model["model_version"].iloc[0]).all()
    assert json.loads(model["settings"].iloc[0])["bootstrap_draws"] == 40
    told = json.loads(model["metrics"].iloc[0])
    assert set(told) == {"models", "coverage", "calibration"}
    assert {m["model"] for m in told["models"] if m["chosen"]} <= set(scores.metrics["model"])
    asked = replace(scores, held_out=scores.metrics.assign(scheme="event"))
    assert len(json.loads(asked.measures())["held_out"]) == len(scores.metrics)
    other, *_ = scores.record(
        as_of=DAY, data_version="v0002-00000000", code_version="1.2", settings=QUICK, seed=1
    )
    assert other["model_version"].iloc[0] != model["model_version"].iloc[0]


def test_models_given_are_not_judged_again(made: Any, scores: Scores) -> None:
    """The same models, rates and levels without a look at any year."""
    again = run(made, models=scores.chosen())
    assert again.metrics.empty
    assert again.coverage.empty
    pd.testing.assert_frame_equal(again.frame, scores.frame)


def test_reasons_add_up_to_the_score(scores: Scores) -> None:
    """Of every region and family; the county's rate is claims over house-years."""
    keys = ["level", "region_code", "peril_family"]
    parts = scores.reasons.groupby(keys)["claims_per_1000_house_years"].sum()
    rows = scores.frame.set_index(keys)
    left = (rows["claims_per_1000_house_years"] - parts.reindex(rows.index)).groupby("peril_family")
    county = rows.xs("county").reset_index().set_index("peril_family")
    raw = 1000 * county["claims"] / county["house_years"]
    assert left.min().to_dict() == pytest.approx(raw.to_dict())
    assert left.max().to_dict() == pytest.approx(raw.to_dict())


def test_what_structures_say_of_payments(made: Any, scores: Scores) -> None:
    """Where dear houses are told apart, their villages lose more; the county loses as before."""
    codes = made.exposure["region_code"].unique()
    dear = pd.Series(np.arange(len(codes)) % 3 == 0, index=codes)
    rng = np.random.default_rng(2)
    is_dear = made.claims["region_code"].map(dear).to_numpy(bool)
    claims = made.claims.assign(
        structure=np.where(is_dear, "earth_wood", "frame"),
        township_code=made.claims["region_code"].str[:2],
        paid_money=np.where(is_dear, 4000.0, 1000.0) * rng.gamma(20, 1 / 20, len(is_dear)),
    )
    mix = pd.DataFrame({"region_code": codes, "houses": 100.0})
    mix["structure"] = np.where(mix["region_code"].map(dear), "earth_wood", "frame")
    houses = Houses(mix, dict.fromkeys(range(2020, 2025), mix))
    plain, told = (run(made, claims=claims, houses=h) for h in (None, houses))
    verdict = told.severity.set_index("model").loc["county_mean", "verdict"]
    used = told.severity.loc[told.severity["chosen"].astype(bool), "model"].tolist()
    assert used == (["village_mix"] if verdict == "better" else ["county_mean"])
    per_claim = part(told, "village").eval(
        "loss_rate_per_1000_insured / claims_per_1000_house_years"
    )
    if used == ["village_mix"]:
        assert per_claim[dear[dear].index].min() > 2 * per_claim[dear[~dear].index].max()
    county = [part(s, "county")["loss_rate_per_1000_insured"].iloc[0] for s in (plain, told)]
    assert county[1] == pytest.approx(county[0], rel=1e-6)
    assert "severity" in json.loads(told.measures())
