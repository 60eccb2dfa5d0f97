"""What dispatch reads of a version beside the claims themselves."""

from datetime import date

from risk.warehouse.filters import midnight_after
from risk.warehouse.reader import Warehouse

GRADES = """
SELECT claim_id, min_by(damage_grade, reported_at) AS damage_grade FROM report
WHERE claim_id IS NOT NULL AND damage_grade IS NOT NULL AND reported_at < $before GROUP BY claim_id
"""


def reported_grades(warehouse: Warehouse, as_of: date) -> dict[str, str]:
    """Damage grade of each claim as the first report that tells one tells it."""
    rows = warehouse.frame(GRADES, {"before": midnight_after(as_of)})
    return dict(zip(rows["claim_id"].astype(str), rows["damage_grade"].astype(str), strict=True))
