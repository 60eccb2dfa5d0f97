"""Published relations of an earthquake's intensity with distance, by zone."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from risk.errors import ModelError
from risk.reference.tables import read_csv

Axis = tuple[float, float, float]


@dataclass(frozen=True)
class Attenuation:
    """I = a + b·M − c·lg(R + r0) along the long and the short axis of an ellipse.

    ``long`` and ``short`` are (a, c, r0 in km); ``sigma`` is the standard error in degrees.
    """

    zone: str
    zh: str
    en: str
    b: float
    long: Axis
    short: Axis
    sigma: float
    magnitude_low: float
    magnitude_high: float
    date: date
    source: str


@cache
def attenuations() -> tuple[Attenuation, ...]:
    """Every zone, in the table's order."""
    rows: dict[str, dict[str, dict[str, str]]] = {}
    for row in read_csv("attenuation.csv"):
        rows.setdefault(row["zone"], {})[row["axis"]] = row
    return tuple(_relation(axes["long"], axes["short"]) for axes in rows.values())


def attenuation(zone: str) -> Attenuation:
    """The relation of a zone.

    Raises:
        ModelError: there is none; the message lists the zones.
    """
    for candidate in attenuations():
        if candidate.zone == zone:
            return candidate
    known = ", ".join(a.zone for a in attenuations())
    raise ModelError(f"no attenuation {zone!r}", where="earthquake", remedy=f"one of {known}")


def _relation(long: dict[str, str], short: dict[str, str]) -> Attenuation:
    return Attenuation(
        zone=long["zone"],
        zh=long["zh"],
        en=long["en"],
        b=float(long["b"]),
        long=(float(long["a"]), float(long["c"]), float(long["r0_km"])),
        short=(float(short["a"]), float(short["c"]), float(short["r0_km"])),
        sigma=float(long["sigma"]),
        magnitude_low=float(long["magnitude_low"]),
        magnitude_high=float(long["magnitude_high"]),
        date=date.fromisoformat(long["date"]),
        source=long["source"],
    )
