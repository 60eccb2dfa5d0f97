"""245 real flood claims joined to census tracts by code, never forced by a rounded point."""

import pandas as pd
import pytest

from risk.flow import tell
from risk.warehouse import open_version

pytestmark = pytest.mark.real


@pytest.fixture(scope="session")
def claims(charlottesville):
    """All claims as stored."""
    with open_version(charlottesville.ws) as warehouse:
        return warehouse.claims(warehouse.last_day())


def test_no_row_is_lost(charlottesville):
    """Rows in = stored + rejected: 6 counties, 50 tracts, 245 claims."""
    result = charlottesville.result
    assert sorted(result.loads["rows_in"]) == [1, 6, 50, 245]
    assert result.rows_in == result.rows_stored + result.rows_rejected
    assert result.rows_rejected == 0


def test_199_claims_join_their_tract_by_code(claims):
    """Every claim that names a tract finds its polygon by code."""
    by_code = claims[claims["match_quality"] == "code"]
    assert len(by_code) == 199
    assert by_code["village_key"].notna().all()


def test_46_claims_stay_at_county_level_because_their_point_is_rounded(claims):
    """A point rounded to 0.1° proves no tract: the county is all that is known."""
    rest = claims[claims["match_quality"] != "code"]
    assert len(rest) == 46
    assert set(rest["match_quality"]) == {"county"}
    assert rest["match_reason"].str.contains("point_rounded_0.1", regex=False).all()
    assert rest["village_key"].isna().all()


def test_empty_payment_is_not_zero(claims, charlottesville, real_data):
    """Paid money is what the file says: sums agree, an empty cell stays empty."""
    source = pd.read_csv(real_data("nfip_claims_charlottesville") / "claims.csv")
    assert claims["paid_money"].sum() == pytest.approx(source["totalAmountPaid"].sum())
    assert claims["paid_money"].isna().sum() == source["totalAmountPaid"].isna().sum()


def test_the_story_is_told_without_exposure(charlottesville):
    """No policies: each tract counts as one unit a year, and every score says so."""
    story = tell(charlottesville.ws, presets=("flood_severe",))
    assert set(story.scores.frame["exposure_source"]) == {"none"}
    villages = story.scores.frame.query("level == 'village' and peril_family == 'all'")
    assert len(villages) == 50
    assert villages["claims"].sum() == 199
    assert story.facts.county.currency == "USD"
