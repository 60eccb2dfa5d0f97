"""Write the world as a clerk's ledgers: Chinese headings, mixed formats, the faults put in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv

from risk.demo.sizes import MARK
from risk.demo.spreadsheet import write_sheet
from risk.demo.world import World
from risk.ledger.kinds import KINDS
from risk.ledger.model import Kind
from risk.ledger.words import WORD_TABLES
from risk.terms import TimePrecision

Progress = Callable[[float, str], None]
DATE_STYLES = ("%Y-%m-%d", "%Y/%m/%d", "{0.year}年{0.month}月{0.day}日", "%Y.%m.%d")
LONG_LEDGERS = ("report", "call", "weather", "roster", "household_group", "event_intensity")
WAN_YEAR = 2019  # one year's claim ledger counts money in 万元
YES_NO = {True: "是", False: "否"}


@dataclass(frozen=True)
class Style:
    """How one file is written."""

    workbook: bool
    encoding: str
    date_style: str


def style_of(year: int, current: int) -> Style:
    """The current year is a workbook; of the years before every other one is GB18030."""
    return Style(
        workbook=year == current,
        encoding="gb18030" if year % 2 == 0 else "utf-8",
        date_style=DATE_STYLES[year % len(DATE_STYLES)],
    )


def write_ledgers(
    world: World, folder: Path, progress: Progress = lambda _share, _what: None
) -> list[Path]:
    """Write every ledger of the world into a folder; same world, same bytes of every CSV file.

    Args:
        progress: called with the share done (0–1) and what is being written.

    Returns:
        The files written, in the order a county would load them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = [_write_map(world, folder)]
    current = world.sizes.as_of.year
    for name in world.tables:
        if name not in ("region", "claim"):
            frame = world.tables[name]
            style = Style(name not in LONG_LEDGERS, "utf-8", DATE_STYLES[0])
            paths.append(_write(KINDS[name], frame, folder, KINDS[name].title_zh, style))
    years = world.sizes.years
    for number, year in enumerate(years):
        progress(number / len(years), f"{KINDS['policy'].title_zh} {year}")
        policies = world.policies_of(year)
        if year < world.sizes.codes_from:
            policies = policies.drop(columns="region_code")
        for name, frame in (("policy", policies), ("claim", _as_told(world.claims_of(year)))):
            text = _spoilt(KINDS[name], frame, world.faults, year, style_of(year, current))
            if name == "claim" and year == WAN_YEAR:
                text = _in_wan(KINDS[name], text)
            stem = f"{KINDS[name].title_zh}_{year}"
            paths.append(_store(KINDS[name], text, folder, stem, style_of(year, current)))
    return paths


def _write_map(world: World, folder: Path) -> Path:
    """County outline, township rows without outline, village points; marked as synthetic."""
    kind, regions = KINDS["region"], world.tables["region"]
    shapes = gpd.GeoSeries(gpd.points_from_xy(regions["lon"], regions["lat"]), index=regions.index)
    shapes[regions["level"] == "township"] = None
    shapes[regions["level"] == "county"] = world.land.outline
    text = _as_text(
        kind, regions, Style(workbook=False, encoding="utf-8", date_style=DATE_STYLES[0])
    )
    text["说明"] = f"{MARK}：村点位、海拔、户数为合成"
    path = folder / f"{kind.title_zh}.gpkg"
    path.unlink(missing_ok=True)
    frame = gpd.GeoDataFrame(text, geometry=shapes, crs="EPSG:4326")
    frame.to_file(path, layer=f"{kind.title_zh}_synthetic", driver="GPKG")
    return path


def _as_told(claims: pd.DataFrame) -> pd.DataFrame:
    """The ledger has no column for the precision: it is told by how the time is written."""
    minute = claims["loss_at"].dt.strftime("%Y-%m-%d %H:%M")
    hour = claims["loss_at"].dt.strftime("%Y-%m-%d %H时")
    day = claims["loss_at"].dt.strftime("%Y-%m-%d")
    precision = claims["time_precision"]
    told = minute.where(precision == TimePrecision.MINUTE, hour)
    told = told.where(precision != TimePrecision.DAY, day)
    return claims.assign(loss_at=told).drop(columns="time_precision")


def _in_wan(kind: Kind, text: pd.DataFrame) -> pd.DataFrame:
    """Money in 万元, as the heading says."""
    titles = [c.title for c in kind.columns if c.type == "money" and c.title in text]
    text[titles] = text[titles].astype(float).div(1e4).map("{:.10g}".format, na_action="ignore")
    return text.rename(columns={title: f"{title}（万元）" for title in titles})


def _write(kind: Kind, frame: pd.DataFrame, folder: Path, stem: str, style: Style) -> Path:
    return _store(kind, _as_text(kind, frame, style), folder, stem, style)


def _spoilt(
    kind: Kind, frame: pd.DataFrame, faults: pd.DataFrame, year: int, style: Style
) -> pd.DataFrame:
    """The ledger's text with this year's faults in it; a duplicate row stands at the end."""
    text = _as_text(kind, frame, style)
    own = faults[(faults["kind"] == kind.name) & (faults["year"] == year)]
    again = own[own["column"] == ""]
    cells = own[own["column"] != ""]
    for name, part in cells.groupby("column"):
        title = kind.column(str(name)).title
        column = text[title].astype(object)
        column.iloc[part["row"].to_numpy()] = part["value"].to_numpy()
        text[title] = column
    copies = text.iloc[again["row"].to_numpy()].copy()
    number = kind.column(f"{kind.name}_id").title
    copies[number] = np.where(again["value"] != "", again["value"], copies[number])
    return pd.concat([text, copies], ignore_index=True)


def _as_text(kind: Kind, frame: pd.DataFrame, style: Style) -> pd.DataFrame:
    """Ledger columns under their Chinese headings; workbooks keep numbers and dates as such."""
    known = {column.name: column for column in kind.columns}
    out: dict[str, pd.Series] = {}
    for name in frame.columns:
        if name not in known:
            continue
        column, values = known[name], frame[name]
        if column.words:
            first = {code: words.split("|")[0] for code, words in WORD_TABLES[column.words].items()}
            out[column.title] = values.map(first.__getitem__, na_action="ignore")
        elif column.type == "bool":
            out[column.title] = values.map(YES_NO)
        elif pd.api.types.is_datetime64_any_dtype(values):
            whole_days = column.type == "date"
            out[column.title] = values if style.workbook else _dated(values, style, whole_days)
        else:
            out[column.title] = values if style.workbook else _plain(values)
    return pd.DataFrame(out)


def _dated(values: pd.Series, style: Style, whole_days: bool) -> pd.Series:
    def write(at: pd.Timestamp) -> str:
        pattern = style.date_style
        day = pattern.format(at) if "{" in pattern else at.strftime(pattern)
        return day if whole_days else f"{day} {at:%H:%M}"

    codes, moments = pd.factorize(values)
    words = np.array([*(write(m) for m in moments), None], dtype=object)
    return pd.Series(words[codes], index=values.index)


def _store(kind: Kind, text: pd.DataFrame, folder: Path, stem: str, style: Style) -> Path:
    title = f"{stem} {MARK}"
    if style.workbook:
        path = folder / f"{stem}.xlsx"
        write_sheet(path, text, title=title, sheet=kind.title_zh)
        return path
    path = folder / f"{stem}.csv"
    with pa.BufferOutputStream() as sink:
        # every cell is text by now, and none needs a quote: arrow refuses if one did
        table = pa.table(
            {name: pa.array(text[name], pa.string(), from_pandas=True) for name in text.columns}
        )
        options = arrow_csv.WriteOptions(include_header=False, quoting_style="none")
        arrow_csv.write_csv(table, sink, options)
        body = sink.getvalue().to_pybytes()
    head = f"{title}\n{','.join(text.columns)}\n".encode()
    path.write_bytes((head + body).decode("utf-8").encode(style.encoding))
    return path


def _plain(values: pd.Series) -> pd.Series:
    """Numbers as text (whole ones without ``.0``), each distinct value turned only once."""
    if not pd.api.types.is_numeric_dtype(values):
        return values
    codes, distinct = pd.factorize(values)
    words = [f"{value:.10g}" for value in np.asarray(distinct, dtype=float)]
    return pd.Series(np.array([*words, None], dtype=object)[codes], index=values.index)


def files_by_kind(paths: list[Path]) -> Mapping[str, list[Path]]:
    """The written files by ledger."""
    titles = {kind.title_zh: name for name, kind in KINDS.items()}
    found: dict[str, list[Path]] = {}
    for path in paths:
        found.setdefault(titles[path.stem.split("_")[0]], []).append(path)
    return found
