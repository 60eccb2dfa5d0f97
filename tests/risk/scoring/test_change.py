import pandas as pd
import pytest

from risk.scoring.change import compare_scores

RATE = "claims_per_1000_house_years"


def scored(rate: float, claims: int, level: int) -> pd.DataFrame:
    told = {"level": "village", "region_code": "V", "peril_family": "all", "risk_level": level}
    return pd.DataFrame([told | {RATE: rate, "claims": claims}])


def reasons(**parts: float) -> pd.DataFrame:
    told = {"level": "village", "region_code": "V", "peril_family": "all"}
    return pd.DataFrame([told | {"reason": r, RATE: p} for r, p in parts.items()])


def test_the_largest_change_is_why() -> None:
    """County 10 → 10, own record +1 → +4, township −1 → −2: the record, by 3."""
    found = compare_scores(
        scored(12, 9, 4), scored(10, 5, 3),
        reasons(own_record=4, township=-2), reasons(own_record=1, township=-1),
    ).iloc[0]  # fmt: skip
    assert (found["risk_level_then"], found["risk_level"], found["claims_new"]) == (3, 4, 4)
    assert (found["difference"], found["why"], found["why_part"]) == (2, "own_record", 3)


def test_a_level_that_moves_without_a_claim_explains_itself() -> None:
    """The county's own rate fell by 3 and nothing else changed."""
    parts = reasons(own_record=1)
    found = compare_scores(scored(8, 5, 2), scored(11, 5, 3), parts, parts).iloc[0]
    assert (found["claims_new"], found["why"]) == (0, "county")
    assert found["why_part"] == pytest.approx(-3)


def test_another_model_is_said() -> None:
    """Reasons that the earlier model did not know cannot be compared part by part."""
    now, then = reasons(own_record=1, neighbours=2), reasons(own_record=2)
    found = compare_scores(scored(8, 5, 2), scored(11, 5, 3), now, then, other_models=["all"]).iloc[
        0
    ]
    assert (found["why"], found["why_part"]) == ("model", -3)


def test_places_of_one_scoring_only_are_left_out() -> None:
    """A village that came between the two has no change to tell."""
    then = scored(8, 5, 2).assign(region_code="other")
    parts = reasons(own_record=1)
    assert compare_scores(scored(8, 5, 2), then, parts, parts).empty
