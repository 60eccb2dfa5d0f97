"""What the acceptance report reads beside its story: data versions kept, reports made."""

import hashlib
from contextlib import closing
from dataclasses import dataclass

import pandas as pd

from dashboards.report.material import About, Given
from risk.flow import Story
from risk.operations import open_operations
from risk.operations.reports import ReportMade, list_reports
from risk.warehouse.upkeep import versions
from risk.workspace import Workspace

OWN = "acceptance"


@dataclass(frozen=True)
class AcceptanceRead:
    """What was read.

    Attributes:
        reports: made from data known within the contract year, oldest first; acceptance reports
            are left out, so that making one does not change the next.
        versions: of the data, up to the one told, oldest first (`risk.warehouse.upkeep.versions`).
    """

    reports: tuple[ReportMade, ...]
    versions: pd.DataFrame


def read_acceptance(ws: Workspace, story: Story, _: About) -> Given:
    """Read it; the mark is of numbers, hashes and versions."""
    county, told = story.facts.county, story.facts
    first, end = county.contract_year_bounds(county.contract_year(told.as_of))
    with closing(open_operations(ws)) as con:
        made = [
            r for r in reversed(list_reports(con))
            if r.source.kind != OWN and first <= r.source.as_of < end
        ]  # fmt: skip
    kept = versions(ws)
    place = kept.index[kept["name"] == told.version]
    if len(place):
        kept = kept.loc[: place[0]]
    marks = [(r.number, str(r.made_at), *(f.sha256 for f in r.files)) for r in made]
    mark = hashlib.sha256(repr((marks, list(kept["name"]))).encode()).hexdigest()
    return Given(AcceptanceRead(tuple(made), kept), mark)
