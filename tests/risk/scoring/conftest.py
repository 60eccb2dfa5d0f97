"""A seeded county of 2 townships × 15 villages over 5 years, with a rate that truly differs."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest


@dataclass(frozen=True)
class Made:
    """Inputs of ``score`` and the rates they were drawn from."""

    claims: pd.DataFrame
    exposure: pd.DataFrame
    regions: pd.DataFrame
    truth: "pd.Series[float]"


def make(*, seed: int = 5, villages: int = 15, years: int = 5, mean: float = 0.02) -> Made:
    """Draw a county: rates lognormal by village, twice as high in township T1."""
    rng = np.random.default_rng(seed)
    codes = [f"T{t}V{i:02}" for t in (0, 1) for i in range(villages)]
    township = [code[:2] for code in codes]
    truth = pd.Series(mean * rng.lognormal(0, 0.8, len(codes)), index=codes)
    truth *= np.where(np.array(township) == "T1", 2.0, 1.0)
    houses = pd.Series(np.round(rng.lognormal(5.5, 0.5, len(codes))), index=codes)
    rows = [
        (code, 2020 + y, houses[code], houses[code] * 20_000.0, houses[code] * 30.0, "policies")
        for y in range(years)
        for code in codes
    ]
    columns = ["region_code", "year", "house_years", "sum_insured_years_money", "premium_money"]
    exposure = pd.DataFrame(rows, columns=[*columns, "exposure_source"])
    counts = rng.poisson(exposure["house_years"] * exposure["region_code"].map(truth))
    claims = exposure.loc[exposure.index.repeat(counts), ["region_code", "year"]]
    claims = claims.reset_index(drop=True).assign(
        peril_family=lambda f: np.where(f.index % 3 == 0, "flood", "storm"),
        status="paid",
        paid_money=2000.0,
    )
    levels = ["county", "township", "township", *["village"] * len(codes)]
    regions = pd.DataFrame(
        {
            "code": ["C", "T0", "T1", *codes],
            "level": levels,
            "parent_code": [None, "C", "C", *township],
        }
    )
    return Made(claims, exposure, regions, truth)


@pytest.fixture(scope="session")
def made() -> Made:
    """The county every test reads."""
    return make()
