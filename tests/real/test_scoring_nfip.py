"""Risk levels of 50 census tracts from real flood claims, beside every simpler way.

No policies: each tract counts as one unit a year, so a rate is claims per tract and year. What the
plain baselines must score is worked out below with pandas from the raw file, sharing no code with
the scorer. ``docs/SCORING.md`` quotes :func:`baseline_table`.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboards.report import Material, risk
from dashboards.story.levels import level_table
from risk.facts import read_facts
from risk.flow import Story, tell
from risk.scored import judge_held_out, score_facts
from risk.scoring import Scores
from risk.scoring.baselines import NAMES
from risk.scoring.verdict import Verdict
from risk.warehouse import open_version

pytestmark = pytest.mark.real

JUDGED_MAX = 10  # years judged at most
RAW_FLOOR = 0.05  # of the mean rate: what a raw rate of 0 is told as
P_LEVELS = [f"p_level_{k}" for k in range(1, 6)]
SHOWN = {"deviance": 3, "d2": 3, "gini": 3, "capture": 3, "difference": 3}
DOCS = Path(__file__).resolve().parents[2] / "docs" / "SCORING.md"


def baseline_table(metrics: pd.DataFrame, family: str = "all") -> pd.DataFrame:
    """One family's comparison as the docs quote it: rounded, lowest error first."""
    rows = metrics[metrics["peril_family"] == family].sort_values("deviance", kind="stable")
    columns = ["model", *SHOWN, "origins", "verdict", "chosen"]
    return rows[columns].round(SHOWN).reset_index(drop=True)


def quoted(section: str) -> pd.DataFrame:
    """The first table under a heading of the docs, its first column as index."""
    after = DOCS.read_text("utf-8").split(f"### {section}\n", 1)[1]
    lines = after[after.index("\n|") :].split("\n\n")[0].strip().splitlines()
    heads, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return pd.DataFrame(rows, columns=heads).set_index(heads[0])


def raw_rate(past: pd.DataFrame, way: str) -> "pd.Series[float]":
    """Claims a region and year told by a plain rate, from a table of years by regions."""
    if way == "county_rate":
        return pd.Series(past.to_numpy().mean(), past.columns)
    last = {"raw_rate_last_year": 1, "raw_rate_last_3_years": 3, "raw_rate_all_years": len(past)}
    return past.tail(last[way]).mean()


def plain_measures(past: pd.DataFrame, came: "pd.Series[int]", way: str) -> tuple[float, float]:
    """Mean Poisson deviance and Gini of one plain rate on one year's claims by region."""
    rate = raw_rate(past, way)
    told = rate.clip(lower=RAW_FLOOR * past.to_numpy().mean())
    told = told * came.sum() / told.sum()
    log = np.where(came > 0, came * np.log(came.where(came > 0, 1) / told), 0.0)
    deviance = 2 * (log - (came - told)).mean()
    # Gini as a chance: of two regions drawn, one by its claims and one at random, the first is
    # rated higher less the chance that it is rated lower
    rated = rate.round(9).to_numpy()
    beats = np.sign(rated[:, None] - rated[None, :])
    gini = (came.to_numpy()[:, None] * beats).sum() / came.sum() / len(came)
    return float(deviance), float(gini)


PLAIN = ("county_rate", "raw_rate_all_years", "raw_rate_last_3_years", "raw_rate_last_year")


def rolling(table: pd.DataFrame, way: str) -> tuple[float, float]:
    """Means over the last years with claims, each told from all years before it."""
    years = [y for i, y in enumerate(table.index) if i >= 2 and table.loc[y].sum() > 0]
    judged = [
        plain_measures(table.loc[: year - 1], table.loc[year], way) for year in years[-JUDGED_MAX:]
    ]
    deviance, gini = np.mean(judged, axis=0)
    return float(deviance), float(gini)


def assert_sound(scores: Scores) -> None:
    """Levels, chances, unit and the table: what must hold on any data without policies."""
    frame = scores.frame
    assert frame["risk_level"].between(1, 5).all()
    assert frame[P_LEVELS].sum(axis=1).to_numpy() == pytest.approx(1.0)
    assert frame[P_LEVELS].ge(0).all(axis=None)
    assert set(frame["exposure_source"]) == {"none"}
    assert "no exposure: claims per region and year" in scores.method
    for _, rows in scores.metrics.groupby("peril_family"):
        assert set(rows["model"]) == set(NAMES)
        by_model = rows.set_index("model")
        chosen = by_model[by_model["chosen"].astype(bool)].iloc[0]
        county = by_model.loc["county_rate"]
        told = {Verdict.WORSE.value, Verdict.CANNOT_BE_TOLD_APART.value, Verdict.TOO_FEW_YEARS}
        assert chosen["deviance"] <= county["deviance"] or county["verdict"] in told


@pytest.fixture(scope="module")
def scores(charlottesville) -> Scores:
    """Scored on all years, events and counties left out as well."""
    with open_version(charlottesville.ws) as warehouse:
        facts = read_facts(warehouse, charlottesville.ws.county())
    return judge_held_out(facts, score_facts(facts, seed=1))


@pytest.fixture(scope="module")
def story(charlottesville) -> Story:
    """What pages and reports are told from."""
    return tell(charlottesville.ws, presets=())


@pytest.fixture(scope="module")
def raw(real_data: Callable[[str], Path]) -> pd.DataFrame:
    """The raw file: year and tract of 245 claims."""
    source = pd.read_csv(real_data("nfip_claims_charlottesville") / "claims.csv")
    tract = source["censusTract"].astype("Int64").astype("string")
    return pd.DataFrame({"year": source["dateOfLoss"].str[:4].astype(int), "tract": tract})


@pytest.fixture(scope="module")
def by_year(raw: pd.DataFrame, scores: Scores) -> pd.DataFrame:
    """Claims by year (every one from first to last) and by tract (every one on the map)."""
    tracts = scores.frame.query("level == 'village' and peril_family == 'all'")["region_code"]
    years = range(raw["year"].min(), raw["year"].max() + 1)
    counted = pd.crosstab(raw["year"], raw["tract"])
    return counted.reindex(index=years, columns=sorted(tracts), fill_value=0)


def test_no_claim_is_lost(scores: Scores, raw: pd.DataFrame, by_year: pd.DataFrame) -> None:
    """199 claims by tract, 46 in their county only: the counties hold all 245."""
    rows = scores.frame[scores.frame["peril_family"] == "all"].set_index("region_code")
    tracts = rows[rows["level"] == "village"]
    assert len(tracts) == 50
    assert tracts["claims"].to_dict() == by_year.sum().to_dict()
    assert tracts["claims"].sum() == raw["tract"].notna().sum() == 199
    assert rows.loc[rows["level"] == "county", "claims"].sum() == len(raw) == 245
    assert (tracts["house_years"] == len(by_year)).all()  # one unit a year


def test_rates_of_tracts_add_up_to_the_claims(scores: Scores, raw: pd.DataFrame) -> None:
    """The mean tract's rate is all claims over all tracts and years, whichever way is used."""
    tracts = scores.frame.query("level == 'village' and peril_family == 'all'")
    mean = np.average(tracts["claims_per_1000_house_years"], weights=tracts["house_years"])
    assert mean == pytest.approx(1000 * len(raw) / tracts["house_years"].sum(), rel=0.1)


def test_levels_chances_and_the_table_hold(scores: Scores) -> None:
    """Five levels, chances that sum to 1, every way in the table, the unit said."""
    assert_sound(scores)
    print(f"\n{baseline_table(scores.metrics).to_string()}")
    schemes = scores.held_out.groupby(["peril_family", "scheme"])["model"].agg(set)
    assert all(models == set(NAMES) for models in schemes)


@pytest.mark.parametrize("way", PLAIN)
def test_plain_rates_score_what_pandas_says(
    scores: Scores, by_year: pd.DataFrame, way: str
) -> None:
    """Deviance and Gini over the last ten years with a claim in a tract."""
    told = scores.metrics.query("peril_family == 'all'").set_index("model").loc[way]
    deviance, gini = rolling(by_year, way)
    assert told["origins"] == JUDGED_MAX
    assert told["deviance"] == pytest.approx(deviance, rel=1e-6)
    assert told["gini"] == pytest.approx(gini, abs=1e-6)


@pytest.mark.parametrize("way", PLAIN)
def test_the_docs_quote_what_is_measured(scores: Scores, way: str) -> None:
    """Plain rates do not change with the model: their rows stand in the docs as they came out."""
    told = baseline_table(scores.metrics).set_index("model").loc[way]
    row = quoted("NFIP: 50 census tracts").loc[way]
    assert float(row["deviance"]) == pytest.approx(told["deviance"], abs=6e-4)
    assert float(row["Gini"]) == pytest.approx(told["gini"], abs=6e-4)


def test_pages_show_rates_beside_the_mean_tract(story: Story, by_year: pd.DataFrame) -> None:
    """1.0 is the mean tract; the tract of most claims stands first, the others near their own."""
    table = level_table(story, "all", "village").set_index("region_code")
    assert table["rate"].mean() == pytest.approx(1.0)
    raw = by_year.sum() / by_year.sum().mean()
    assert table["rate"].idxmax() == raw.idxmax()
    assert np.corrcoef(table["rate"], raw.loc[table.index])[0, 1] > 0.8


@pytest.mark.parametrize(
    ("lang", "unit"), [("zh", "倍（地区平均＝1）"), ("en", "times the mean region")]
)
def test_the_report_says_the_unit(story: Story, lang: str, unit: str) -> None:
    """Rates of tracts in the report's chapter on risk are multiples of the mean, and say so."""
    text = repr(risk.chapter(Material(story, lang).brief))
    assert unit in text
    assert "千户" not in text
    assert "house-year" not in text
