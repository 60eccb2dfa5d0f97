"""Whether the chances said before have come true, in one line."""

from dashboards.i18n import number, t
from risk.follow.calibration import CALIBRATED_FROM
from risk.follow.kept import calibration_of
from risk.terms import Tier
from risk.workspace import Workspace


def calibration_words(ws: Workspace, lang: str) -> str:
    """What the log of kept plans says; nothing is called calibrated under 20 past events."""
    found = calibration_of(ws)
    events = number(found.events, lang)
    if not found.calibrated:
        return t("plan.not_calibrated", lang, events=events, needed=CALIBRATED_FROM)
    scores = found.scores.set_index("tier")
    row = scores.loc["all"] if "all" in scores.index else scores.loc[Tier.RURAL.value]
    return t(
        "plan.calibrated", lang, events=events, brier=number(row["brier"], lang, 3),
        base=number(row["brier_base"], lang, 3),
    )  # fmt: skip
