from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.scoring.draws import draw_rates, prior_noise
from risk.scoring.field import Penalty, laplacian
from risk.scoring.fit import Fit, Reason, fit
from risk.scoring.hierarchy import Known, Model, Panel
from risk.scoring.summary import told_reasons

N, YEARS = 60, 6
PAIRS = np.array([(i, i + 1) for i in range(N - 1)])


def panel(seed: int = 3, *, rate: float = 0.02) -> Panel:
    """A string of 60 villages in 3 townships: a feature and a smooth field in their rates."""
    rng = np.random.default_rng(seed)
    told = rng.normal(size=N)
    smooth = np.sin(np.arange(N) / 6)
    houses = np.round(rng.lognormal(5.5, 0.4, N))
    true = rate * np.exp(0.5 * told + 0.5 * smooth)
    values = np.tile(np.stack([told, np.arange(N) / N], axis=1), (YEARS, 1, 1))
    known = Known(values, ("earth", "height"), ("structure", "terrain"), (1, 0), PAIRS)
    counts = rng.poisson(houses * true, (YEARS, N)).astype(float)
    return Panel(counts, np.tile(houses, (YEARS, 1)), np.arange(N) // 20, known)


@pytest.fixture(scope="module")
def made() -> Panel:
    return panel()


@pytest.fixture(scope="module", params=list(Model))
def fitted(request: pytest.FixtureRequest, made: Panel) -> Fit:
    return fit(made, request.param)


def test_reasons_add_up(made: Panel, fitted: Fit) -> None:
    """On the log scale and as claims per 1,000: Σ is the rate less the county's, to rounding."""
    county = made.counts.sum() / made.exposure.sum()
    logs = np.sum(list(fitted.reasons.values()), axis=0)
    assert logs == pytest.approx(np.log(fitted.rate / county), abs=1e-9)
    parts = told_reasons(fitted, 1000 * fitted.rate)
    assert sum(parts.values()) == pytest.approx(1000 * (fitted.rate - county), abs=1e-6)


def test_reasons_are_told_against_the_mean_village(made: Panel, fitted: Fit) -> None:
    """By house-years every reason balances, and the typical village's part is one for all."""
    houses = made.exposure.sum(axis=0)
    for reason, part in fitted.reasons.items():
        if reason == Reason.TYPICAL:
            assert np.ptp(part) < 1e-9
        else:
            assert part @ houses == pytest.approx(0.0, abs=1e-6)


def test_each_model_knows_its_reasons(fitted: Fit) -> None:
    """Storeys know township and record; only models with neighbours tell of them."""
    moved = {r for r, part in fitted.reasons.items() if np.abs(part).max() > 1e-12}
    storeys = {Model.CREDIBILITY, Model.CREDIBILITY_PLAIN, Model.TOWNSHIP_RATE, Model.COUNTY_RATE}
    assert (Reason.STRUCTURE in moved) == (fitted.model not in storeys)
    assert (Reason.NEIGHBOURS in moved) == (fitted.model in (Model.NEIGHBOURS, Model.BLEND))
    assert ((fitted.credibility >= 0) & (fitted.credibility <= 1)).all()


def test_a_worse_record_never_lowers_its_own_part(made: Panel) -> None:
    """The field's own part at a λ and features that are given rises with the village's claims."""
    parts = []
    for more in (0, 5, 20):
        counts = made.counts.copy()
        counts[-1, 30] += more
        parts.append(fit(made.of(counts, made.exposure), Model.BLEND).reasons[Reason.OWN_RECORD])
    own = [part[30] for part in parts]
    assert own[0] < own[1] < own[2]


@settings(max_examples=15, deadline=None)
@given(st.floats(0.1, 20))
def test_scaling_exposure_scales_rates(factor: float) -> None:
    """Houses counted in other units change the unit of every rate, and no reason."""
    made = panel(rate=0.05)
    base, other = (
        fit(p, Model.CREDIBILITY) for p in (made, made.of(made.counts, made.exposure * factor))
    )
    assert other.rate * factor == pytest.approx(base.rate)
    for reason, part in base.reasons.items():
        assert other.reasons[reason] == pytest.approx(part, abs=1e-9)


def test_draws_lie_about_the_score(made: Panel, fitted: Fit) -> None:
    """Their middle is near the rate; the same seed draws the same."""
    one, two = (
        draw_rates(
            made, fitted.model, fitted.rate, blend=fitted.blend, draws=400,
            rng=np.random.default_rng(5),
        )
        for _ in range(2)
    )  # fmt: skip
    assert (one == two).all()
    assert np.median(one, axis=0) == pytest.approx(fitted.rate, rel=0.25)
    assert (one > 0).all()


def test_prior_noise_has_the_covariance_of_the_penalty() -> None:
    """λQ, entry by entry, from 40,000 draws."""
    matrix = laplacian(4, np.array([(0, 1), (1, 2)]), 0.5)
    noise = prior_noise(Penalty(3.0, matrix, 1.0), 40_000, np.random.default_rng(1))
    assert np.cov(noise.T) == pytest.approx(3.0 * matrix.toarray(), abs=0.35)


@pytest.mark.parametrize("model", list(Model))
def test_nothing_recorded(made: Panel, model: Model) -> None:
    """No claim: every rate and every reason is zero, and no draw moves."""
    bare = made.of(made.counts * 0, made.exposure)
    told = fit(bare, model)
    assert (told.rate == 0).all()
    assert all((part == 0).all() for part in told.reasons.values())
    rng = np.random.default_rng(1)
    drawn = draw_rates(bare, model, told.rate, blend=told.blend, draws=20, rng=rng)
    assert (drawn == 0).all()


@pytest.mark.parametrize("model", [Model.NEIGHBOURS, Model.BLEND, Model.FEATURES_CREDIBILITY])
def test_islands_and_one_village(made: Panel, model: Model) -> None:
    """Without any neighbour or feature, and with a single village, there is an answer."""
    alone = replace(made, known=Known(np.zeros((YEARS, N, 0))))
    assert np.isfinite(fit(alone, model).rate).all()
    one = Panel(
        made.counts[:, :1], made.exposure[:, :1], np.zeros(1, dtype=np.int64),
        Known(np.zeros((YEARS, 1, 0))),
    )  # fmt: skip
    assert fit(one, model).rate[0] > 0
