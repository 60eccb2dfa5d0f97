import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from risk.scoring.baselines import OFFICIAL, RAW, STOREYS, predict_all
from risk.scoring.evaluation import (
    COLUMNS,
    Event,
    by_event,
    by_township,
    by_year,
    choose,
    compare,
    evaluate,
    forecast_years,
    in_use,
    origins,
)
from risk.scoring.hierarchy import Known, Model, Panel
from risk.scoring.verdict import Verdict


def panel(*, differ: float, seed: int = 1, years: int = 6) -> Panel:
    """40 villages in 4 townships; true rates differ by ``differ`` (log scale)."""
    rng = np.random.default_rng(seed)
    houses = np.tile(rng.uniform(100, 400, 40), (years, 1))
    rate = 0.02 * np.exp(differ * rng.normal(size=40))
    return Panel(rng.poisson(houses * rate).astype(float), houses, np.arange(40) // 10)


def judged(of: Panel) -> pd.DataFrame:
    """All models on years they had not seen."""
    return evaluate(of, forecast_years(of))


def test_every_baseline_is_judged() -> None:
    """All models stand in the table, over every year with two before it."""
    table = judged(panel(differ=1.0))
    assert table["model"].tolist() == [*STOREYS, *RAW]
    assert table["origins"].eq(4).all()
    assert tuple(table.columns) == COLUMNS
    assert table["chosen"].sum() == 1


def test_a_real_difference_is_found() -> None:
    """Where villages differ, credibility beats one rate for all, and the raw last year."""
    table = judged(panel(differ=1.0)).set_index("model")["deviance"]
    assert choose(by_year(panel(differ=1.0), forecast_years(panel(differ=1.0)))) in (
        Model.CREDIBILITY,
        Model.CREDIBILITY_PLAIN,
    )
    assert table["credibility"] < table["raw_rate_last_year"]
    assert table["credibility"] < table["county_rate"]


def test_a_tied_model_tells_nothing() -> None:
    """One rate for all ranks nothing and captures the tenth it points at."""
    flat = judged(panel(differ=1.0)).set_index("model").loc["county_rate"]
    assert (flat["rank"], flat["gini"], flat["capture"]) == pytest.approx((0.0, 0.0, 0.1))
    assert flat["pai"] == pytest.approx(1.0)
    assert flat["d2"] == pytest.approx(0.0, abs=1e-9)


def test_the_last_three_years_choose() -> None:
    """Two ways of which one is ahead in early years only: the other is used."""
    rows = [
        {"unit": year, "model": name, "deviance": error}
        for year, errors in enumerate([(1.0, 9.0), (1.0, 9.0), (2.0, 1.0), (2.0, 1.0), (2.0, 1.0)])
        for name, error in zip(("county_rate", "credibility"), errors, strict=True)
    ]
    assert choose(pd.DataFrame(rows)) == Model.CREDIBILITY_PLAIN
    table = judged(panel(differ=1.0))
    assert in_use(table) == choose(by_year(panel(differ=1.0), forecast_years(panel(differ=1.0))))


def test_verdicts_need_years() -> None:
    """Over six judged years villages that differ are told from one rate; over four none is told."""
    long = judged(panel(differ=1.0, years=8)).set_index("model")
    assert long.loc["county_rate", "verdict"] == Verdict.BETTER
    assert long.loc["county_rate", "difference_hi"] < 0
    assert long.loc[long["chosen"], "verdict"].tolist() == [""]
    short = judged(panel(differ=1.0, years=6))
    assert set(short["verdict"]) == {"", Verdict.TOO_FEW_YEARS}


def test_where_nothing_differs_nothing_is_told_apart() -> None:
    """One true rate: no verdict finds credibility better than the county's rate."""
    table = judged(panel(differ=0.0, years=8)).set_index("model")
    assert table.loc["county_rate", "verdict"] in ("", Verdict.CANNOT_BE_TOLD_APART)
    assert table.loc["raw_rate_last_year", "verdict"] == Verdict.BETTER


def test_later_claims_do_not_change_a_forecast() -> None:
    """What is judged of a year stays to the last digit whatever the years after it bring."""
    whole = panel(differ=1.0, years=8)
    wild = Panel(whole.counts.copy(), whole.exposure, whole.group)
    wild.counts[6:] = wild.counts[6:, ::-1] * 9
    seen = {}

    def spying(past: Panel) -> dict[str, np.ndarray]:
        seen[len(past.counts)] = past
        return predict_all(past) | {"spy": past.counts.mean(axis=0)}

    told, other = (by_year(p, forecast_years(p, spying)) for p in (whole, wild))
    before = told["unit"] < 6
    assert told[before].equals(other[before])
    assert not told[~before].equals(other[~before])
    assert sorted(seen) == [2, 3, 4, 5, 6, 7]


def test_an_event_is_told_without_its_claims() -> None:
    """The record given has none of them; the footprint's villages alone are judged."""
    whole = panel(differ=1.0)
    counts = np.zeros_like(whole.counts)
    counts[3, :20] = np.minimum(whole.counts[3, :20], 2)
    event = Event("e", counts, np.arange(40) < 20)
    given = []
    spying = lambda rest: given.append(rest) or {"spy": rest.counts.sum(axis=0)}  # noqa: E731
    table = by_event(whole, [event], lambda rest: spying(rest) | predict_all(rest))
    assert given[0].counts == pytest.approx(whole.counts - counts)
    assert set(table["unit"]) == {"e"}
    told = compare(table, "credibility")
    assert told["origins"].eq(1).all()
    assert set(told["verdict"]) == {"", Verdict.TOO_FEW_YEARS}


def test_townships_left_out_have_no_record() -> None:
    """Each fold hides a whole township; models of records alone tie with the county's rate."""
    whole = panel(differ=1.0)
    given = []
    table = by_township(whole, lambda rest: given.append(rest) or predict_all(rest))
    assert len(given) == 4
    assert all(r.counts[:, whole.group == g].sum() == 0 for g, r in enumerate(given))
    told = compare(table, "credibility").set_index("model")
    assert told.loc["county_rate", "difference"] == pytest.approx(0.0)
    assert told.loc["credibility", "gini"] == 0.0


def test_an_official_level_is_judged_from_its_publication_on() -> None:
    """Published in year 3: years 4 and 5 are judged by it, and the difference is of these years."""
    whole = panel(differ=1.0)
    official = np.zeros((6, 40), dtype=np.int64)
    official[3:] = 1 + np.arange(40) % 3
    listed = replace(whole, known=Known(np.zeros((6, 40, 0)), official=official))
    plain = replace(whole, known=Known(np.zeros((6, 40, 0))))
    told, without = forecast_years(listed), forecast_years(plain)
    assert [year for year, rates in told.items() if OFFICIAL in rates] == [4, 5]
    for year, rates in without.items():
        assert all((told[year][name] == rate).all() for name, rate in rates.items())
    years = by_year(listed, told)
    table = compare(years, "credibility").set_index("model")
    assert table["origins"].to_dict() == dict.fromkeys(without[5], 4) | {OFFICIAL: 2}
    error = years.pivot(index="unit", columns="model", values="deviance")
    assert table.loc[OFFICIAL, "deviance"] == pytest.approx(error.loc[[4, 5], OFFICIAL].mean())
    apart = (error["credibility"] - error[OFFICIAL]).loc[[4, 5]].mean()
    assert table.loc[OFFICIAL, "difference"] == pytest.approx(apart)
    assert table.loc[OFFICIAL, "verdict"] == Verdict.TOO_FEW_YEARS
    expected = compare(by_year(plain, without), "credibility")
    pd.testing.assert_frame_equal(table.drop(index=OFFICIAL).reset_index(), expected)


def test_nothing_to_judge() -> None:
    """One year only: an empty table, and the default model."""
    table = judged(panel(differ=1.0).years(slice(0, 1)))
    assert table.empty
    assert tuple(table.columns) == COLUMNS
    assert in_use(table) == choose(by_year(panel(differ=1.0, years=1), {})) == Model.CREDIBILITY
    assert by_event(panel(differ=1.0), []).empty


def test_only_insured_years_are_judged() -> None:
    """Two years before where there are any; a year without insured houses is no origin."""
    whole = panel(differ=1.0, years=4)
    assert origins(whole) == [2, 3]
    assert origins(whole.years(slice(0, 2))) == [1]
    bare = Panel(whole.counts, whole.exposure * [[1.0], [1], [0], [1]], whole.group)
    assert origins(bare) == [3]


def test_a_county_is_judged_quickly() -> None:
    """310 villages, eight years: a second or two, with room for a busy machine."""
    rng = np.random.default_rng(4)
    houses = np.tile(rng.uniform(50, 600, 310), (8, 1))
    county = Panel(rng.poisson(houses * 0.01).astype(float), houses, np.arange(310) // 15)
    start = time.perf_counter()
    judged(county)
    assert time.perf_counter() - start < 20.0
