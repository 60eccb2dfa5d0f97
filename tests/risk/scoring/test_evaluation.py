import numpy as np
import pytest

from risk.scoring.evaluation import PREDICTORS, choose, evaluate, poisson_deviance
from risk.scoring.hierarchy import Model, Panel


def panel(*, differ: float, seed: int = 1) -> Panel:
    """40 villages in 4 townships, 6 years; true rates differ by ``differ`` (log scale)."""
    rng = np.random.default_rng(seed)
    houses = np.tile(rng.uniform(100, 400, 40), (6, 1))
    rate = 0.02 * np.exp(differ * rng.normal(size=40))
    return Panel(rng.poisson(houses * rate).astype(float), houses, np.arange(40) // 10)


def test_every_baseline_is_judged() -> None:
    """All models stand in the table, over the last three years."""
    table = evaluate(panel(differ=1.0))
    assert table["model"].tolist() == list(PREDICTORS)
    assert table["origins"].eq(3).all()


def test_a_real_difference_is_found() -> None:
    """Where villages differ, credibility beats one rate for all, and the raw last year."""
    table = evaluate(panel(differ=1.0)).set_index("model")["deviance"]
    assert choose(evaluate(panel(differ=1.0))) in (Model.CREDIBILITY, Model.CREDIBILITY_PLAIN)
    assert table["credibility"] < table["raw_rate_last_year"]
    assert table["credibility"] < table["county_rate"]


def test_a_tied_model_tells_nothing() -> None:
    """One rate for all ranks nothing and captures the tenth it points at."""
    flat = evaluate(panel(differ=1.0)).set_index("model").loc["county_rate"]
    assert (flat["rank"], flat["capture"]) == pytest.approx((0.0, 0.1))


def test_deviance_by_hand() -> None:
    """2 of 1 expected: 2(2 ln 2 − 1); 0 of 1: 2; mean of both."""
    expected = (2 * (2 * np.log(2) - 1) + 2) / 2
    assert poisson_deviance(np.array([2.0, 0.0]), np.ones(2)) == pytest.approx(expected)


def test_nothing_to_judge() -> None:
    """One year only: an empty table, and the default model."""
    table = evaluate(panel(differ=1.0).years(slice(0, 1)))
    assert table.empty
    assert choose(table) == Model.CREDIBILITY
