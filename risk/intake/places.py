"""Where rows belong: policies, claims, reports are located; codes elsewhere translated."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pandas as pd

from risk.errors import WarehouseError
from risk.geography import locate
from risk.geography.locate import PLACE_TEXT
from risk.intake.atlas import Atlas
from risk.intake.inherit import inherit
from risk.intake.together import split
from risk.ledger import KINDS, Batch
from risk.settings import County
from risk.terms import MatchQuality
from risk.warehouse import Warehouse
from risk.warehouse.changes import FAULT_COLUMNS

LOCATED_KINDS = ("policy", "claim", "report")
PLACES = [*PLACE_TEXT, "lon", "lat", "loss_at"]
FOUND_BY_CODE = frozenset({MatchQuality.CODE.value, MatchQuality.CODE_NAME.value})
UNKNOWN_CODE = {
    "zh": ("区划代码不在地图中", "核对代码，或先导入含该代码的行政区"),
    "en": ("region code is not on the map", "correct the code, or load the map that has it"),
}
MERGED_CODE = {
    "zh": ("区划代码变更后，本行与另一行指同一地区", "按现行区划合并为一行"),
    "en": (
        "after a change of codes this row speaks of the same region as another",
        "give one row for the region of today",
    ),
}

Locate = Callable[[pd.DataFrame], pd.DataFrame]


def locator(atlas: Atlas, county: County) -> Locate:
    """``locate`` with this county's map and settings."""
    regions = atlas.current()

    def find(places: pd.DataFrame) -> pd.DataFrame:
        return locate(
            places,
            regions,
            crosswalk=atlas.crosswalk,
            town_codes=county.places.town_region_codes,
            former_county_codes=county.places.former_county_codes,
        )

    return find


def place_all(
    batches: Sequence[Batch],
    atlas: Atlas,
    county: County,
    lang: str,
    warehouse: Warehouse | None = None,
) -> list[Batch]:
    """Give the rows of every batch their regions; a code that is on no map refuses its row.

    A claim that names no place takes its policy's, of this load or of the version before it.

    All files of one ledger are located together: a house that stands in every year's list is
    looked up once.

    Raises:
        WarehouseError: rows speak of regions, and there is no map yet.
    """
    placed = list(placed_rows(batches, atlas, county, lang))
    policies = [batch.frame for batch in placed if batch.kind == "policy"]
    return [
        replace(batch, frame=inherit(batch.frame, policies, atlas, warehouse))
        if batch.kind == "claim"
        else batch
        for batch in placed
    ]


def placed_rows(
    batches: Sequence[Batch], atlas: Atlas, county: County, lang: str
) -> Iterator[Batch]:
    """Every batch with the places its own rows name."""
    find = locator(atlas, county)
    found = {}
    for kind in LOCATED_KINDS:
        frames = [b.frame for b in batches if b.kind == kind]
        if any(map(len, frames)):
            refuse_without_map(atlas, kind)
            places = pd.concat([f.reindex(columns=PLACES) for f in frames], ignore_index=True)
            found[kind] = split(find(places), frames)
    for batch in batches:
        if batch.kind in found:
            placed = next(found[batch.kind]).set_axis(batch.frame.index)
            yield replace(batch, frame=located(batch.kind, batch.frame, placed))
        elif "region_code" in batch.frame and len(batch.frame):
            refuse_without_map(atlas, batch.kind)
            yield translate(batch, atlas, find, lang)
        else:
            yield batch


def refuse_without_map(atlas: Atlas, kind: str) -> None:
    """Refuse rows that speak of regions while there is no map."""
    if atlas.regions.empty:
        raise WarehouseError(
            "there is no map yet to place its rows on",
            where=f"ledger {kind}",
            remedy="load the regions first: `huzhu load region FILE`, or all with --all",
        )


def located(kind: str, frame: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """The located columns in the names of each table."""
    if kind == "claim":
        return frame.assign(**{c: found[c] for c in found.columns})
    if kind == "policy":
        return frame.assign(
            region_code=found["region_code_now"],
            village_key=found["village_key"],
            match_quality=found["match_quality"],
            match_reason=found["match_reason"],
        )
    return frame.assign(region_guess=found["region_code_now"].fillna(frame["region_guess"]))


def translate(batch: Batch, atlas: Atlas, find: Locate, lang: str) -> Batch:
    """Old region codes → today's; a code that is neither old nor new refuses its row."""
    frame, kind = batch.frame, KINDS[batch.kind]
    codes = frame["region_code"].drop_duplicates().dropna()
    today = {code: code for code in codes[codes.isin(atlas.regions["code"])]}
    other = codes[~codes.isin(list(today))]
    if len(other):
        found = find(pd.DataFrame({"region_code": other}))
        recoded = other.isin(atlas.crosswalk["old_code"]) & found["region_code_now"].notna()
        sure = found["match_quality"].isin(FOUND_BY_CODE) | recoded
        today |= dict(zip(other[sure], found.loc[sure, "region_code_now"], strict=True))
    unknown = frame["region_code"].notna() & ~frame["region_code"].isin(list(today))
    batch = reject(batch, unknown, "region_code", *UNKNOWN_CODE[lang])
    rows = batch.frame.assign(region_code=batch.frame["region_code"].map(today))
    batch = replace(batch, frame=rows)
    if "region_code" not in kind.key:
        return batch
    return reject(batch, rows.duplicated(list(kind.key)), "region_code", *MERGED_CODE[lang])


def reject(batch: Batch, wrong: pd.Series, column: str, rule: str, remedy: str) -> Batch:
    """Move rows of a batch to its rejects."""
    if not wrong.any():
        return batch
    rows, kind = batch.frame[wrong], KINDS[batch.kind]
    own = {c.name: batch.headings.get(c.name, c.title) for c in kind.columns}
    faults = pd.DataFrame(
        {
            "file": batch.path.name, "sheet": batch.sheet, "row": rows["source_row"],
            "column": own[column], "value": rows[column], "rule": rule, "remedy": remedy,
        }
    )[list(FAULT_COLUMNS)]  # fmt: skip
    titles = {name: heading for name, heading in own.items() if name in rows}
    raw = rows[["source_row", *titles]].rename(columns={"source_row": "row", **titles})
    return replace(
        batch,
        frame=batch.frame[~wrong],
        rejects=pd.concat([batch.rejects, faults], ignore_index=True),
        raw_rejected=pd.concat([batch.raw_rejected, raw.astype("str")], ignore_index=True),
        rows_stored=batch.rows_stored - rows["source_row"].nunique(),
    )
