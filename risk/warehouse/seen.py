"""Heads of statements over claims: those a filter lets through, as known at the end of a day."""

from dataclasses import dataclass
from datetime import date, datetime

from risk.terms import PERIL_FAMILY
from risk.warehouse.database import sql
from risk.warehouse.filters import Filter, midnight_after

# a look-up of constants is done once a word of the column's dictionary, a join once a claim
PAIRS = ", ".join(f"'{peril}': '{family}'" for peril, family in PERIL_FAMILY.items())
FAMILY = f"MAP {{{PAIRS}}}[c.peril]"
TOWNSHIP, PLACE = "p.township_code,", "LEFT JOIN place p ON p.code = c.region_code_now"
OF_LINE = " AND (cover_line IS NULL OR cover_line = $cover_line)"


@dataclass(frozen=True)
class Bounds:
    """What all claims of a version keep within; a condition that all of them meet is left out.

    Args:
        last_stamp: the last of any of their stamps; None: no claim.
        cover_lines: of those with a policy.
    """

    last_stamp: datetime | None
    cover_lines: frozenset[str]

    def all_known(self, as_of: date) -> bool:
        """Whether nothing happened after a day."""
        return self.last_stamp is None or self.last_stamp < midnight_after(as_of)


def known_claims(bounds: Bounds, as_of: date, *, township: bool = True) -> str:
    """``claims.sql``, or its short form where nothing is to be masked.

    Without the township it costs no look-up by claim.
    """
    text = sql("claims_whole" if bounds.all_known(as_of) else "claims")
    text = text.replace("/*family*/", FAMILY)
    if not township:
        return text
    return text.replace("/*township*/", TOWNSHIP).replace("/*place*/", PLACE)


def over_seen(statement: str, cut: Filter, bounds: Bounds) -> str:
    """A statement, complete but for its comment ``seen``, over the claims of a filter.

    Claims have a ``township_code`` only where the statement names it.
    """
    known = known_claims(bounds, cut.as_of, township="township_code" in statement)
    where = cut.conditions() + ("" if bounds.cover_lines <= {cut.cover_line} else OF_LINE)
    head = sql("claims_seen").replace("/*known*/", known).replace("/*where*/", where)
    return statement.replace("/*seen*/", head)
