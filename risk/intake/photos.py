"""Arrivals that photographs tell: when and where each was taken, by its EXIF; the picture stays.

EXIF: CIPA DC-008. A picture is of the claim whose number its file or one of its folders begins
with. A picture that tells no time, names no claim or two, or was taken before the claim was
reported, or after now, is left out and said so.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from PIL import ExifTags, Image, UnidentifiedImageError

from risk.errors import LedgerError

SUFFIXES = frozenset({".jpg", ".jpeg", ".tif", ".tiff", ".png", ".webp", ".heic"})
CLOCKS_AGREE = timedelta(minutes=2)
COLUMNS = ("file", "claim_id", "taken_at", "lon", "lat", "why")
AFTER_THE_NUMBER = re.compile(r"[\s_.(（\-]")
OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")


@dataclass(frozen=True)
class Taken:
    """When (county's wall time) and where a picture was taken; None: it does not say."""

    at: datetime | None
    lon: float | None = None
    lat: float | None = None


def read_photos(
    folder: Path, reported: Mapping[str, datetime | None], *, zone: ZoneInfo, now: datetime
) -> pd.DataFrame:
    """Every picture under a folder: file, claim_id, taken_at, lon, lat, and ``why`` if left out.

    ``why``: no_claim, two_claims, unreadable, no_time, before_report, after_now; empty: used.

    Args:
        folder: pictures in it and in its folders.
        reported: claim id → when it was reported (None: not known).
        zone: the county's.
        now: local wall time.

    Raises:
        LedgerError: no such folder.
    """
    if not folder.is_dir():
        raise LedgerError("no such folder", where=str(folder), remedy="check the path")
    rows = []
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES):
        named = set(claims_named(path.relative_to(folder), reported))
        claim_id = next(iter(named)) if len(named) == 1 else None
        taken, why = None, "" if claim_id else ("two_claims" if named else "no_claim")
        if claim_id:
            taken = read_taken(path, zone)
            why = fault(taken, reported[claim_id], now)
        told = taken or Taken(None)
        rows.append((path.name, claim_id, told.at, told.lon, told.lat, why))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({"taken_at": "datetime64[us]", "lon": float, "lat": float})


def claims_named(path: Path, known: Mapping[str, Any]) -> Iterator[str]:
    """Claims that the parts of a path begin with."""
    for part in (*path.parts[:-1], path.stem):
        cuts = [m.start() for m in AFTER_THE_NUMBER.finditer(part)]
        found = [part[:end] for end in (len(part), *reversed(cuts)) if part[:end] in known]
        yield from found[:1]  # the longest


def fault(taken: Taken | None, reported_at: datetime | None, now: datetime) -> str:
    """Why a picture is left out; empty: it is not."""
    if taken is None:
        return "unreadable"
    if taken.at is None:
        return "no_time"
    if taken.at > now:
        return "after_now"
    return "before_report" if reported_at is not None and taken.at < reported_at else ""


def read_taken(path: Path, zone: ZoneInfo) -> Taken | None:
    """What a picture tells; None: it cannot be read.

    Its own time is the camera's, in the zone the picture names, else the county's. Where satellites
    told the time as well and the camera's differs by over two minutes, theirs counts.
    """
    try:
        with Image.open(path) as image:
            exif = image.getexif()
            own, gps = (exif.get_ifd(part) for part in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo))
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    camera, satellites = camera_time(own, zone), satellite_time(gps, zone)
    at = camera
    if satellites is not None and camera is not None and abs(satellites - camera) > CLOCKS_AGREE:
        at = satellites
    lon = degrees(gps, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W", 180)
    lat = degrees(gps, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S", 90)
    if lon is None or lat is None or (lon, lat) == (0.0, 0.0):
        lon = lat = None
    return Taken(at, lon, lat)


def camera_time(own: Mapping[int, Any], zone: ZoneInfo) -> datetime | None:
    """DateTimeOriginal as county's wall time."""
    try:
        text = str(own.get(ExifTags.Base.DateTimeOriginal, ""))[:19]
        taken = datetime.strptime(text, "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None
    hit = OFFSET.match(str(own.get(ExifTags.Base.OffsetTimeOriginal, "")))
    if hit is None:
        return taken
    ahead = timedelta(hours=int(hit[2]), minutes=int(hit[3])) * (-1 if hit[1] == "-" else 1)
    return local(taken - ahead, zone)


def satellite_time(gps: Mapping[int, Any], zone: ZoneInfo) -> datetime | None:
    """GPSDateStamp and GPSTimeStamp (UTC) as county's wall time."""
    try:
        day = datetime.strptime(str(gps.get(ExifTags.GPS.GPSDateStamp, ""))[:10], "%Y:%m:%d")
        hour, minute, second = (float(v) for v in gps[ExifTags.GPS.GPSTimeStamp])
        utc = day + timedelta(hours=hour, minutes=minute, seconds=second)
    except (ValueError, KeyError, TypeError, ZeroDivisionError, OverflowError):
        return None
    return local(utc, zone)


def local(utc: datetime, zone: ZoneInfo) -> datetime | None:
    """A UTC moment as naive wall time of a zone."""
    try:
        return utc.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    except OverflowError:
        return None


def degrees(
    gps: Mapping[int, Any], tag: int, reference: int, negative: str, most: float
) -> float | None:
    """Decimal degrees of an EXIF triple; None: none, or none that can be meant."""
    try:
        whole, minutes, seconds = (float(v) for v in gps[tag])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    value = whole + minutes / 60 + seconds / 3600
    signed = -value if str(gps.get(reference, "")).upper().startswith(negative) else value
    return signed if abs(signed) <= most else None
