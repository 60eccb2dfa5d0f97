import numpy as np
import pytest

from risk.scoring.baselines import hierarchical
from risk.scoring.evaluation import forecast_years
from risk.scoring.hierarchy import Model, Panel
from risk.scoring.predictive import (
    Checked,
    check,
    dispersion,
    next_year,
    predict_year,
    year_scatter,
)

CREDIBILITY = hierarchical(Model.CREDIBILITY)


def checked(panel: Panel) -> Checked:
    """Credibility's counts on years not seen."""
    told = forecast_years(panel, lambda past: {"used": CREDIBILITY(past)})
    return check(panel, {year: rates["used"] for year, rates in told.items()})


def stormy(*, seed: int = 1, years: int = 8, scatter: float = 0.8) -> Panel:
    """200 villages in ten townships whose years differ, and rates that do."""
    rng = np.random.default_rng(seed)
    houses = np.tile(rng.uniform(100, 500, 200), (years, 1))
    group = np.arange(200) // 20
    rate = 0.01 * rng.gamma(2.0, 0.5, 200)
    year = rng.gamma(1 / scatter, scatter, (years, 10)) if scatter else np.ones((years, 10))
    return Panel(rng.poisson(houses * rate * year[:, group]).astype(float), houses, group)


def coverage(panel: Panel) -> dict[tuple[str, float], float]:
    table = checked(panel).coverage
    return table.set_index(["distribution", "share"])["found"].to_dict()


def test_years_that_differ_need_the_wider_distribution() -> None:
    """Over six counties 90 % hold about 90 with year scatter; of Poisson's far fewer do."""
    found = [coverage(stormy(seed=s)) for s in range(6)]
    mean = {k: np.mean([f[k] for f in found]) for k in found[0]}
    assert mean["negative_binomial", 0.9] == pytest.approx(0.9, abs=0.04)
    assert mean["negative_binomial", 0.5] == pytest.approx(0.5, abs=0.06)
    assert mean["poisson", 0.9] < 0.8


def test_calm_years_are_nearly_poisson() -> None:
    """Without scatter the two agree, and both hold."""
    panel = stormy(scatter=0.0)
    assert year_scatter(panel, CREDIBILITY(panel)) < 0.02
    found = coverage(panel)
    assert found["negative_binomial", 0.9] == pytest.approx(found["poisson", 0.9], abs=0.05)


def test_scatter_comes_back() -> None:
    """Gamma years of relative variance 0.8, from eighty years."""
    panel = stormy(years=80)
    assert year_scatter(panel, CREDIBILITY(panel)) == pytest.approx(0.8, rel=0.2)


def test_intervals_of_next_year() -> None:
    """Rows in order of the panel; wider shares hold narrower ones; scale raises all."""
    panel = stormy()
    table = next_year(panel, CREDIBILITY(panel))
    assert len(table) == 200
    assert (table["claims_lo90"] <= table["claims_lo50"]).all()
    assert (table["claims_hi50"] <= table["claims_hi90"]).all()
    assert (table["claims_lo90"] <= table["claims"]).all()
    more = next_year(panel, CREDIBILITY(panel), scale=2.0)
    assert more["claims"].to_numpy() == pytest.approx(2 * table["claims"].to_numpy())


def test_calibration_adds_up() -> None:
    """Expected claims are scaled to each judged year's: in all, as many as came."""
    table = checked(stormy()).calibration
    assert table["expected"].sum() == pytest.approx(table["claims"].sum())
    assert (table["ratio_lo"] <= table["ratio"]).all()
    assert (table["ratio"] <= table["ratio_hi"]).all()


@pytest.mark.parametrize("years", [1, 2])
def test_little_is_known_of_few_years(years: int) -> None:
    """One year: nothing to check, and finite intervals all the same."""
    panel = stormy(years=years)
    assert np.isfinite(dispersion(panel, CREDIBILITY(panel))).all()
    assert len(checked(panel).coverage) == (0 if years == 1 else 4)
    assert len(next_year(panel, hierarchical(Model.COUNTY_RATE)(panel))) == 200


def test_nothing_recorded() -> None:
    """No claims, or no houses: nothing expected, no error."""
    panel = stormy()
    for bare in (
        Panel(panel.counts * 0, panel.exposure, panel.group),
        Panel(panel.counts * 0, panel.exposure * 0, panel.group),
    ):
        told = predict_year(bare, CREDIBILITY(bare), bare.exposure[-1])
        assert (told.mean == 0).all()
        assert np.isfinite(told.dispersion).all()
