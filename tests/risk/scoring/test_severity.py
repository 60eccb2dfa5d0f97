import warnings
from copy import deepcopy

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.utils.estimator_checks import check_estimator

from risk.errors import ModelError
from risk.scoring.severity import SeverityMoney, shrunk_means
from risk.scoring.severity_judged import COLUMNS, judge_severity, severity_in_use
from risk.scoring.severity_village import Severity, class_frequency, decided, village_severity
from risk.scoring.verdict import Verdict

quick = settings(max_examples=40, deadline=None)
money = st.integers(0, 50_000)
rows = st.lists(st.tuples(st.sampled_from(["earth", "brick", "frame", None]), money), min_size=1)


def fit(claims: list[tuple[str | None, float]], **options: object) -> SeverityMoney:
    """Fit on (structure, paid) of each claim."""
    return SeverityMoney(**options).fit(frame([c for c, _ in claims]), [y for _, y in claims])


def frame(classes: list[str | None]) -> pd.DataFrame:
    return pd.DataFrame({"structure": pd.Series(classes, dtype=object)})


def capped(model: SeverityMoney) -> "pd.Series[float]":
    """Capped mean by class."""
    storey = model.storeys_[0]
    return pd.Series(storey.capped_money, index=storey.values)


def county(*, apart: float, seed: int = 1, years: int = 8, each: int = 12) -> pd.DataFrame:
    """Claims of 20 villages; earth houses pay 1,000 on average, brick houses exp(apart) times it.

    Three in four are paid, gamma with a shape of 2; villages differ in their share of brick.
    """
    rng = np.random.default_rng(seed)
    n = years * 20 * each
    village = np.tile(np.repeat(np.arange(20), each), years)
    brick = rng.random(n) < (village + 0.5) / 20
    mean = 1000 * np.exp(apart * brick)
    paid = np.where(rng.random(n) < 0.75, np.maximum(rng.gamma(2.0, mean / 2), 1.0), np.nan)
    return pd.DataFrame(
        {
            "year": np.repeat(np.arange(2018, 2018 + years), 20 * each),
            "region_code": [f"V{v:02}" for v in village],
            "township_code": [f"T{v // 5}" for v in village],
            "peril_family": "storm",
            "structure": np.where(brick, "brick", "earth"),
            "status": np.where(np.isnan(paid), "rejected", "paid"),
            "paid_money": paid,
        }
    )


def insured() -> pd.DataFrame:
    """The houses of those villages: 100 each."""
    brick = np.round(100 * (np.arange(20) + 0.5) / 20)
    return pd.DataFrame(
        {
            "region_code": [f"V{v:02}" for v in range(20)] * 2,
            "structure": ["brick"] * 20 + ["earth"] * 20,
            "houses": [*brick, *(100 - brick)],
        }
    )


def test_scikit_learn_checks() -> None:
    """All of scikit-learn's own checks."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        check_estimator(SeverityMoney(), on_skip=None)


def test_by_hand() -> None:
    """Two classes with a given half weight of 2; all payments count in full.

    Earth: 2 of 4 paid, mean 1,000; brick: 2 of 2 paid, mean 3,000. County: 4 of 6 paid, mean 2,000.
    Share: earth (2 + 2 × 4/6) / (4 + 2) = 5/9, brick (2 + 2 × 4/6) / (2 + 2) = 5/6. Payments: half
    own, half county's: 1,500 and 2,500. Predicted in all 4 × 5/9 × 1,500 + 2 × 5/6 × 2,500 = 7,500
    of the 8,000 paid.
    """
    claims = [("earth", 0.0), ("earth", 0.0), ("earth", 800.0), ("earth", 1200.0)]
    claims += [("brick", 2500.0), ("brick", 3500.0)]
    model = fit(claims, cap_quantile=1.0, half_weight_claims=2.0)
    told = model.explain(frame(["earth", "brick", "frame", None]))
    assert told["paid_share"].tolist() == pytest.approx([5 / 9, 5 / 6, 2 / 3, 2 / 3])
    assert told["capped_money"].tolist() == pytest.approx([1500, 2500, 2000, 2000])
    assert told["balance"].tolist() == pytest.approx([8000 / 7500] * 4)
    assert model.loading_ == 1
    product = told[["paid_share", "capped_money", "loading", "balance"]].prod(axis=1)
    assert told["mean_money"].tolist() == pytest.approx(product.tolist())
    assert model.predict(frame(["frame"])) == pytest.approx(2 / 3 * 2000 * 8000 / 7500)


def test_shrinkage_by_hand() -> None:
    """Two classes of two: relative values 0.4, 0.6 and 1.4, 1.6.

    Within: 4 × 0.1² / 2 = 0.02. Between: (4 × 0.5² − 0.02) / (4 − 8/4) = 0.49. k = 0.02 / 0.49, so
    Z = 2 / (2 + k) = 0.98.
    """
    code, none = np.array([0, 0, 1, 1]), np.zeros(2, dtype=np.int64)
    values = np.array([40.0, 60.0, 140.0, 160.0])
    means, z = shrunk_means(values, np.ones(4), code, none, np.full(2, 100.0))
    assert z == pytest.approx([0.98, 0.98])
    assert means == pytest.approx([51.0, 149.0])


def test_alike_classes_are_one() -> None:
    """Differences no larger than chance would make: the county's mean for both."""
    values = np.array([40.0, 160.0, 50.0, 150.0])
    none = np.zeros(2, dtype=np.int64)
    means, z = shrunk_means(values, np.ones(4), np.array([0, 0, 1, 1]), none, np.full(2, 100.0))
    assert (means == 100.0).all()
    assert (z == 0).all()


def test_a_large_loss_is_shared() -> None:
    """20 payments of 1,000 and one of 100,000 above the cap: it does not make frame dearer."""
    claims = [("earth", 1000.0)] * 20 + [("frame", 1000.0)] * 9 + [("frame", 100_000.0)]
    model = fit(claims)
    assert model.cap_money_ == 1000
    assert model.excess_money_ == pytest.approx(99_000 / 30)
    earth, frames = model.predict(frame(["earth", "frame"]))
    assert earth == pytest.approx(frames)
    assert earth == pytest.approx(129_000 / 30)


def test_few_claims_get_little_weight() -> None:
    """Two claims of frame at five times the others' mean stay nearer to the county than 200 do."""
    rng = np.random.default_rng(4)
    many = [("earth", y) for y in rng.gamma(2, 500, 300)] + [
        ("brick", y) for y in rng.gamma(2, 700, 300)
    ]
    few = fit(many + [("frame", y) for y in rng.gamma(2, 1500, 2)])
    enough = fit(many + [("frame", y) for y in rng.gamma(2, 1500, 200)])
    assert few.storeys_[0].credibility[-1] < 0.5 < 0.95 < enough.storeys_[0].credibility[-1]


def test_a_column_within_a_column() -> None:
    """A decade stands within its structure; where it is unseen, the structure's mean is given."""
    X = pd.DataFrame(
        {"structure": ["earth"] * 4 + ["brick"] * 4, "decade": [1980, 1980, 1990, 1990] * 2}
    )
    paid = [900.0, 1100.0, 1900.0, 2100.0, 2900.0, 3100.0, 3900.0, 4100.0]
    model = SeverityMoney(cap_quantile=1.0, half_weight_claims=0.0).fit(X, paid)
    asked = pd.DataFrame(
        {"structure": ["earth", "brick", "earth", "frame"], "decade": [1980, 1990, 2010, 1980]}
    )
    assert model.predict(asked) == pytest.approx([1000, 4000, 1500, 2500])
    asked["decade"] = np.nan
    assert model.predict(asked) == pytest.approx([1500, 3500, 1500, 2500])
    with pytest.raises(ValueError, match="feature"):
        model.predict(X[["structure"]])


@quick
@given(rows)
def test_predictions_add_up_to_what_was_paid(claims: list[tuple[str | None, float]]) -> None:
    """Over the fitted claims, to rounding; none is negative."""
    told = fit(claims).predict(frame([c for c, _ in claims]))
    assert told.sum() == pytest.approx(sum(y for _, y in claims), rel=1e-9)
    assert (told >= 0).all()


@quick
@given(rows, st.randoms(use_true_random=False), st.sampled_from([0.01, 7.0, 1e4]))
def test_order_of_rows_is_nothing_and_money_has_any_unit(
    claims: list[tuple[str | None, float]], random: object, unit: float
) -> None:
    """Rows shuffled: the same; all money times c: predictions times c."""
    asked = frame(["earth", "brick", "frame", "stone", None])
    told = fit(claims).predict(asked)
    shuffled = list(claims)
    random.shuffle(shuffled)
    assert fit(shuffled).predict(asked) == pytest.approx(told, rel=1e-9)
    scaled = fit([(c, y * unit) for c, y in claims]).predict(asked)
    assert scaled == pytest.approx(told * unit, rel=1e-9)


@quick
@given(rows, st.integers(0, 10_000), st.sampled_from(["earth", "brick"]), st.integers(0, 300))
def test_a_larger_payment_never_lowers_a_capped_mean(
    claims: list[tuple[str | None, float]], more: int, where: str, half: int
) -> None:
    """One more payment, no smaller than all others, with a given half weight."""
    assume(any(y > 0 for _, y in claims))
    largest = max(y for _, y in claims) + more
    before = capped(fit(claims, half_weight_claims=float(half)))
    after = capped(fit([*claims, (where, largest)], half_weight_claims=float(half)))
    assert (after[before.index] >= before * (1 - 1e-12)).all()


@quick
@given(rows.filter(lambda r: len(r) > 1), st.integers(0, 99), st.integers(1, 50_000))
def test_raising_a_payment_never_lowers_a_capped_mean(
    claims: list[tuple[str | None, float]], at: int, more: int
) -> None:
    """Any payment replaced by a larger one, with a given half weight."""
    paid = [(c, y + 1.0) for c, y in claims]
    raised = list(paid)
    raised[at % len(paid)] = (paid[at % len(paid)][0], paid[at % len(paid)][1] + more)
    before, after = (capped(fit(r, half_weight_claims=20.0)) for r in (paid, raised))
    assert (after >= before * (1 - 1e-12)).all()


def test_weights_are_claims() -> None:
    """A row that stands for three is three rows; one that stands for none is not there."""
    claims = [("earth", 500.0), ("earth", 0.0), ("brick", 900.0), ("brick", 1400.0), ("x", 9e9)]
    X, paid, weight = frame([c for c, _ in claims]), [y for _, y in claims], [3, 1, 2, 2, 0]
    told = SeverityMoney().fit(X, paid, sample_weight=weight)
    repeated = fit([c for c, w in zip(claims, weight, strict=True) for _ in range(w)])
    assert told.predict(X) == pytest.approx(repeated.predict(X))


def test_degenerate_claims() -> None:
    """All paid zero: zero. One claim, one class, no class known: the mean."""
    asked = frame(["earth", "brick", None])
    assert (fit([("earth", 0.0), ("brick", 0.0)]).predict(asked) == 0).all()
    assert fit([("earth", 700.0)]).predict(asked) == pytest.approx([700] * 3)
    assert fit([("earth", 700.0), ("earth", 0.0)]).predict(asked) == pytest.approx([350] * 3)
    assert fit([(None, 700.0), (None, 100.0)]).predict(asked) == pytest.approx([400] * 3)


def test_no_claims_and_bad_money_are_refused() -> None:
    """Nothing to take a mean of is an error with a remedy; so is money that cannot be."""
    with pytest.raises(ModelError, match="no decided claim"):
        fit([])
    with pytest.raises(ValueError, match="non-zero"):
        SeverityMoney().fit(frame(["earth"]), [1.0], sample_weight=[0.0])
    with pytest.raises(ModelError, match="negative"):
        fit([("earth", -1.0)])
    for options in ({"cap_quantile": 0.0}, {"half_weight_claims": -1.0}):
        with pytest.raises(ModelError, match=next(iter(options))):
            fit([("earth", 1.0)], **options)


def test_it_is_copied() -> None:
    """Options survive a clone, all that was fitted a copy."""
    model = fit([("earth", 500.0), ("brick", 900.0)], cap_quantile=0.8, half_weight_claims=5.0)
    assert clone(model).get_params() == {"cap_quantile": 0.8, "half_weight_claims": 5.0}
    again = deepcopy(model)
    assert again.predict(frame(["earth"])) == model.predict(frame(["earth"]))


def test_what_counts_as_decided() -> None:
    """Open claims and payments of no known amount are left out; closed unpaid ones are 0."""
    claims = pd.DataFrame(
        {
            "status": ["open", "paid", "paid", "rejected", "withdrawn", "paid"],
            "paid_money": [np.nan, 800.0, np.nan, np.nan, np.nan, 300.0],
            "peril_family": ["storm", "storm", "storm", "storm", "flood", "flood"],
        }
    )
    assert decided(claims)["paid"].tolist() == [800, 0, 0, 300]
    assert decided(claims, "storm")["paid"].tolist() == [800, 0]


def test_a_village_is_the_mix_of_its_houses() -> None:
    """Weights by hand, with means of 1,000 and 3,000 that need no shrinking.

    60 claims of 60 earth houses, 20 of 60 brick ones: relative frequencies near 1.5 and 0.5.
    """
    claims = pd.DataFrame(
        {
            "structure": ["earth"] * 600 + ["brick"] * 200,
            "status": "paid",
            "paid_money": [1000.0] * 600 + [3000.0] * 200,
            "peril_family": "storm",
        }
    )
    houses = pd.DataFrame(
        {
            "region_code": ["A", "A", "B", "C", "D", None],
            "structure": ["earth", "brick", "earth", "brick", "frame", "brick"],
            "houses": [40, 40, 20, 10, 0, 10],
        }
    )
    relative = class_frequency(claims, houses)
    assert relative["earth"] == pytest.approx(1.5 * 120 / 120, rel=0.01)
    assert relative["brick"] == pytest.approx(0.5, rel=0.02)
    even = village_severity(claims, houses, model=Severity.MIX_BY_HOUSES)
    assert even.to_dict() == pytest.approx({"A": 2000, "B": 1000, "C": 3000, "D": np.nan}, nan_ok=1)
    mixed = village_severity(claims, houses)
    a = (1000 * relative["earth"] + 3000 * relative["brick"]) / relative[["earth", "brick"]].sum()
    assert mixed["A"] == pytest.approx(a)
    assert mixed["A"] == pytest.approx(1500, rel=0.01)
    flat = village_severity(claims, houses, model=Severity.COUNTY_MEAN)
    assert flat[["A", "B", "C"]].tolist() == pytest.approx([1500] * 3)


def test_villages_add_up_to_what_is_paid() -> None:
    """Brick pays three times as much and claims a third as often: houses alone tell too much."""
    claims, houses = county(apart=np.log(3)), insured()
    houses["houses"] *= np.where(houses["structure"] == "brick", 3, 1)
    known = decided(claims)
    told = {
        model: known["region_code"].map(village_severity(claims, houses, model=model)).sum()
        for model in Severity
    }
    assert told[Severity.MIX] == pytest.approx(known["paid"].sum(), rel=0.02)
    assert told[Severity.COUNTY_MEAN] == pytest.approx(known["paid"].sum())
    assert told[Severity.MIX_BY_HOUSES] > 1.1 * known["paid"].sum()


def test_villages_without_data() -> None:
    """No decided claim, or none of the family: NaN for all. No houses: nothing."""
    claims, houses = county(apart=0.5), insured()
    for model in Severity:
        assert village_severity(claims.iloc[:0], houses, model=model).isna().all()
        assert village_severity(claims, houses, family="flood", model=model).isna().all()
        assert len(village_severity(claims, houses.iloc[:0], model=model)) == 0
    opened = claims.assign(status="open", paid_money=np.nan)
    assert village_severity(opened, houses).isna().all()
    unknown = claims.assign(structure=None)
    mean = decided(claims)["paid"].mean()
    assert village_severity(unknown, houses).to_numpy() == pytest.approx(np.full(20, mean))
    assert (class_frequency(unknown, houses) == 1).all()


def test_a_real_difference_of_classes_is_found() -> None:
    """Brick pays three times as much: classes beat the county's mean, and so does the mix."""
    claims = county(apart=np.log(3))
    table = judge_severity(claims).set_index("model")
    assert tuple(judge_severity(claims).columns) == COLUMNS
    assert severity_in_use(table.reset_index()) == Severity.CLASS
    assert table.loc["county_mean", "verdict"] == Verdict.BETTER
    assert table.loc["village_raw_mean", "verdict"] == Verdict.BETTER
    assert table.loc["class_credibility", "verdict"] == ""
    assert table.loc["class_credibility", "tweedie"] < table.loc["county_mean", "tweedie"]
    houses = dict.fromkeys(range(2018, 2026), insured())
    mixed = judge_severity(claims, houses=houses)
    assert severity_in_use(mixed) == Severity.MIX
    assert mixed.set_index("model").loc["county_mean", "verdict"] == Verdict.BETTER


def test_where_classes_are_alike_the_simple_mean_is_shipped() -> None:
    """One true mean: the county's is used, or cannot be told apart from what is; raw ones lose."""
    table = judge_severity(county(apart=0.0)).set_index("model")
    assert table.loc["county_mean", "verdict"] in ("", Verdict.CANNOT_BE_TOLD_APART)
    assert table["deviance"].idxmax() == "village_raw_mean"
    one = judge_severity(county(apart=0.0).assign(structure="earth"))
    assert severity_in_use(one) == Severity.COUNTY_MEAN


def test_later_claims_do_not_change_a_forecast() -> None:
    """What the years before 2024 are judged with stays, whatever 2024 and 2025 bring."""
    whole = county(apart=1.0)
    wild = whole.assign(paid_money=whole["paid_money"] * np.where(whole["year"] > 2023, 50.0, 1.0))
    told = judge_severity(whole[whole["year"] < 2024])
    cut = judge_severity(wild[wild["year"] < 2024])
    assert told.equals(cut)
    by_years = [judge_severity(w, houses={2022: insured()}) for w in (whole, wild)]
    assert by_years[0].equals(by_years[1])
    assert by_years[0]["origins"].eq(1).all()


def test_years_to_judge() -> None:
    """Fewer than five years: no verdict. One year, no payment, no claim: an empty table."""
    short = judge_severity(county(apart=1.0, years=4))
    assert short["origins"].eq(2).all()
    assert set(short["verdict"]) == {"", Verdict.TOO_FEW_YEARS}
    two = judge_severity(county(apart=1.0, years=2))
    assert two["origins"].eq(1).all()
    claims = county(apart=1.0)
    nothing = claims.assign(status="rejected", paid_money=np.nan)
    for none in (county(apart=1.0, years=1), nothing, claims.iloc[:0]):
        empty = judge_severity(none)
        assert tuple(empty.columns) == COLUMNS
        assert empty.empty
        assert severity_in_use(empty) == Severity.COUNTY_MEAN
