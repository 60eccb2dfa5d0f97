"""Where rows belong: policies, claims, reports are located; codes elsewhere translated.

A place is stored as it was written, so that the row can be located again (``again``). Of an
address only the part that names places is kept, and only that part is used to locate.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from risk.errors import WarehouseError
from risk.geography.address import place_part
from risk.geography.conflicts import conflicting_codes
from risk.geography.locate import PLACE_TEXT, locate
from risk.intake.atlas import Atlas
from risk.intake.inherit import NO_PLACE, Locate, inherit
from risk.intake.together import split
from risk.ledger import KINDS, Batch
from risk.settings import County
from risk.terms import MatchQuality
from risk.warehouse import Warehouse
from risk.warehouse.changes import FAULT_COLUMNS

LOCATED_KINDS = ("policy", "claim", "report")
PLACES = [*PLACE_TEXT, "lon", "lat", "loss_at"]
OF_A_POLICY = (
    "village_key", "match_quality", "match_reason", "match_distance_m", "group_code", "group_name",
)  # fmt: skip
OF_A_CLAIM = (*OF_A_POLICY, "region_code_at_loss", "region_code_now", "tier")
"""What locating stores of a row; a policy or report keeps today's code as ``region_code``."""
GIVEN = {
    **{c: f"given_{c}" for c in PLACE_TEXT if c != "address"},
    "address": "given_place",
}
"""Place column of a ledger → stored column that keeps what was written."""
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

OTHER_NAME = {
    "zh": (
        "代码在地图上是“{name_on_map}”，名称不符",
        "确已更名或改码的，同时导入代码对照（旧代码、新代码、变更日期）；否则改用同一来源的名录",
    ),
    "en": (
        "this code is {name_on_map} on the map, another name",
        "if it was renamed or re-coded, load the crosswalk row with it (old code, new code, since "
        "when); else use a list of the same publisher",
    ),
}


def locator(atlas: Atlas, county: County, aliases: pd.DataFrame) -> Locate:
    """``locate`` with this county's map, settings and decisions."""

    def find(places: pd.DataFrame) -> pd.DataFrame:
        return locate(
            places,
            atlas.regions,
            crosswalk=atlas.crosswalk,
            aliases=aliases,
            tier_areas=atlas.tier_areas,
            town_codes=county.places.town_region_codes,
            former_county_codes=county.places.former_county_codes,
        )

    return find


def place_all(
    batches: Sequence[Batch],
    atlas: Atlas,
    find: Locate,
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
    placed = list(placed_rows(batches, atlas, find, lang))
    policies = frames_of(placed, "policy")
    return [
        replace(batch, frame=inherit(batch.frame, policies, find, atlas.crosswalk, warehouse))
        if batch.kind == "claim"
        else batch
        for batch in placed
    ]


def placed_rows(batches: Sequence[Batch], atlas: Atlas, find: Locate, lang: str) -> Iterator[Batch]:
    """Every batch with the places its own rows name."""
    batches = [
        replace(b, frame=as_written(b.frame)) if b.kind in LOCATED_KINDS else b for b in batches
    ]
    found = {}
    for kind in LOCATED_KINDS:
        frames = frames_of(batches, kind)
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


def frames_of(batches: Sequence[Batch], kind: str) -> list[pd.DataFrame]:
    """The rows of every file of one ledger."""
    return [batch.frame for batch in batches if batch.kind == kind]


def as_written(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the places as they were written; of an address, the part that names places."""
    said = frame["address"]
    if "region_guess" in frame:  # a report without an address: the place as the caller said it
        said = said.fillna(frame["region_guess"])
        guess = frame["region_guess"].map(lambda t: place_part(t) or None, na_action="ignore")
        frame = frame.assign(region_guess=guess.astype("str"))
    number, addresses = pd.factorize(said)
    parts = pd.Series([place_part(text) or None for text in addresses], dtype="str")
    address = parts.reindex(number).set_axis(frame.index)
    written = frame.assign(address=address)
    return written.assign(**{kept: written[place] for place, kept in GIVEN.items()})


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
    return frame.assign(region_code=found["region_code_now"], **{c: found[c] for c in OF_A_POLICY})


def nowhere(claims: pd.DataFrame) -> pd.DataFrame:
    """Claims as they are before they take their policy's place."""
    empty = {**dict.fromkeys(OF_A_CLAIM, None), "match_quality": MatchQuality.NONE.value}
    return claims.assign(**{**empty, "match_reason": NO_PLACE})


def refuse_other_names(
    batch: Batch, on_the_map: pd.DataFrame, crosswalk: pd.DataFrame, lang: str
) -> Batch:
    """Refuse regions whose code stands on the map under another name.

    Code lists of different publishers collide: the same code means another township. A row of the
    crosswalk that declares the change lets it in.
    """
    rows = batch.frame
    today = on_the_map[on_the_map["valid_to"].isna()].drop_duplicates("code", keep="last")
    name = rows["code"].map(today.set_index("code")["name"])
    differs = name.notna() & (rows["name"] != name)
    if not differs.any():
        return batch
    found = conflicting_codes(on_the_map, rows[differs | rows["valid_to"].notna()], crosswalk)
    rule, remedy = OTHER_NAME[lang]
    rules = {row.code: rule.format(name_on_map=row.name_on_map) for row in found.itertuples()}
    code = rows["code"]
    return reject(batch, code.isin(list(rules)), "name", code.map(rules), remedy)


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


def reject(
    batch: Batch, wrong: pd.Series, column: str, rule: "str | pd.Series[str]", remedy: str
) -> Batch:
    """Move rows of a batch to its rejects; the rule is one for all, or one a row."""
    if not wrong.any():
        return batch
    rows, kind = batch.frame[wrong], KINDS[batch.kind]
    rule = rule if isinstance(rule, str) else rule[wrong]
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
