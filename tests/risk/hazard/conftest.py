"""A county of four townships with three villages each, on a line from west to east."""

import pandas as pd
import pytest

TOWNSHIPS = ("A", "B", "C", "D")


@pytest.fixture
def regions() -> pd.DataFrame:
    """Villages A1 … D3 from west to east, 0.05° apart; A is the town."""
    codes = [f"{t}{i}" for t in TOWNSHIPS for i in (1, 2, 3)]
    villages = pd.DataFrame(
        {
            "code": codes,
            "level": "village",
            "township_code": [c[0] for c in codes],
            "tier": ["town" if c[0] == "A" else "rural" for c in codes],
            "lon": [102.0 + 0.05 * i for i in range(12)],
            "lat": 36.8,
            "elevation_m": 2500.0,
        }
    )
    townships = pd.DataFrame({"code": list(TOWNSHIPS), "level": "township"})
    return pd.concat([townships, villages], ignore_index=True)


@pytest.fixture
def scores(regions: pd.DataFrame) -> pd.DataFrame:
    """Scores of "all" and "storm"; C is the riskiest township, then B, A, D."""
    villages = regions[regions["level"] == "village"]
    rate = villages["township_code"].map({"A": 2.0, "B": 3.0, "C": 8.0, "D": 1.0})
    base = pd.DataFrame(
        {
            "level": "village",
            "region_code": villages["code"],
            "house_years": 1000.0,
            "claims_per_1000_house_years": rate,
            "exposure_source": "policies",
        }
    )
    return pd.concat([base.assign(peril_family=f) for f in ("all", "storm")], ignore_index=True)
