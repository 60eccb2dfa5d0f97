"""Moments of service (calls, complaints, reports, answers, decisions) within a filter's period.

A filter's years and months cut the moment itself: a claim of December answered in January is an
answer of January. Its other fields cut claims; a call, complaint or report is then kept only if it
belongs to such a claim.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import pandas as pd

from risk.errors import WarehouseError
from risk.warehouse.database import sql
from risk.warehouse.experience import OF_CLAIM, OF_HOUSE, listed
from risk.warehouse.filters import Filter
from risk.warehouse.reader import Warehouse
from risk.warehouse.seen import over_seen

PERIODS = ("year", "quarter", "month", "weekday", "day_part", "hour")
CLAIMS = (*OF_HOUSE, *OF_CLAIM, "grade_decided_by")
NARROW = "AND claim_id IN (SELECT claim_id FROM seen)"


@dataclass(frozen=True)
class Moments:
    """What a source can be grouped by beside `PERIODS`, and whether its rows are claims."""

    by: tuple[str, ...]
    claims: bool = False


class Source(StrEnum):
    """Sources of ``service_dated.sql``."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"
    COMPLAINED = "complained"
    REGISTERED = "registered"
    REPORTED = "reported"
    CLOSED = "closed"
    ASKED = "asked"


MOMENTS: Mapping[Source, Moments] = {
    Source.INCOMING: Moments(("kind", "outcome")),
    Source.OUTGOING: Moments(("outcome",)),
    Source.COMPLAINED: Moments(("reason", "owner")),
    Source.REGISTERED: Moments(("channel",)),
    Source.REPORTED: Moments(CLAIMS, claims=True),
    Source.CLOSED: Moments(CLAIMS, claims=True),
    Source.ASKED: Moments(CLAIMS, claims=True),
}


def dated(
    warehouse: Warehouse,
    cut: Filter,
    name: str,
    source: Source,
    by: Sequence[str] = (),
    *,
    values: Mapping[str, Any] | None = None,
    parts: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Run a statement over a source's moments.

    Args:
        warehouse: the version.
        cut: which moments; see the module.
        name: the statement's file.
        source: whose moments.
        by: columns to group by, of `PERIODS` and the source's own.
        values: further parameters.
        parts: texts, constants only, for further comments of the statement.

    Raises:
        WarehouseError: a name the source cannot be grouped by.
    """
    moments = MOMENTS[source]
    bare = replace(cut, year_from=None, year_to=None, months=())
    narrow = NARROW if narrowed(cut) and not moments.claims else ""
    head = sql("service_dated").replace("/*source*/", source).replace("/*narrow*/", narrow)
    query = sql(name).replace("/*told*/", head).replace("/*by*/", listed(checked(by, source)))
    for comment, text in (parts or {}).items():
        query = query.replace(f"/*{comment}*/", text)
    period = {
        "dated_year_from": cut.year_from,
        "dated_year_to": cut.year_to,
        "dated_months": list(cut.months),
    }
    query = over_seen(query, bare, warehouse.bounds)
    known = bare.parameters(query, warehouse.start_month) | period | dict(values or {})
    frame = warehouse.frame(query, known)
    return frame.sort_values(list(by), ignore_index=True) if by else frame


def narrowed(cut: Filter) -> bool:
    """Whether the filter asks for some claims only, beyond a period."""
    return bool(
        cut.families or cut.perils or cut.region_code or cut.tiers or cut.structures or cut.groups
    ) or (cut.event is not None)


def checked(by: Sequence[str], source: Source) -> Sequence[str]:
    """The columns, each known to the source and named once."""
    known = (*PERIODS, *MOMENTS[source].by)
    unknown = [name for name in by if name not in known]
    if unknown or len(set(by)) < len(by):
        raise WarehouseError(
            f"cannot group by {', '.join(unknown) or 'the same column twice'}",
            where=f"service ({source})",
            remedy=f"use any of {', '.join(known)}",
        )
    return by
