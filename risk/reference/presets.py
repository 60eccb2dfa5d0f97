"""Presets: scenarios to start from, with every figure's range, standing, source and date."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from risk.errors import ModelError
from risk.reference.tables import read_csv
from risk.terms import Peril, PerilFamily, Status

MAIN_KINDS = ("gale", "rainstorm", "blizzard")


@dataclass(frozen=True)
class Figure:
    """One figure of a preset with its range, standing, source and date."""

    name: str
    value: float
    unit: str
    low: float
    high: float
    status: Status
    source: str
    date: date


@dataclass(frozen=True)
class Preset:
    """A scenario to start from: where it strikes, how hard, how long, and how many houses claim.

    A family has kinds (gale, hail …), a kind has grades. ``seasons``: spans of months, first and
    last; a first month after the last runs over the new year. ``core_of``: whether the core
    is made of whole townships or of single villages.
    """

    code: str
    family: PerilFamily
    kind: str
    grade: str
    zh: str
    en: str
    perils: tuple[Peril, ...]
    seasons: tuple[tuple[int, int], ...]
    quantity: str
    unit: str
    core_of: str
    figures: tuple[Figure, ...]

    def figure(self, name: str) -> Figure:
        """The figure of that name.

        Raises:
            KeyError: the preset has no such figure; the message lists those it has.
        """
        for figure in self.figures:
            if figure.name == name:
                return figure
        raise KeyError(f"{self.code}: no figure {name!r}, only {[f.name for f in self.figures]}")

    @property
    def core_intensity(self) -> float:
        """Intensity in the core, in ``unit`` of ``quantity``."""
        return self.figure("core_intensity").value

    @property
    def fringe_intensity(self) -> float:
        """Intensity in the fringe, in ``unit`` of ``quantity``."""
        return self.figure("fringe_intensity").value

    @property
    def affected_share(self) -> float:
        """Share of the county's villages in core or fringe."""
        return self.figure("affected_share").value

    @property
    def core_share(self) -> float:
        """Share of the affected villages that lie in the core."""
        return self.figure("core_share").value

    @property
    def duration_h(self) -> float:
        """Hours from the hazard's start to its end."""
        return self.figure("duration_h").value

    @property
    def lead_time_h(self) -> float:
        """Hours from the warning to the hazard's start."""
        return self.figure("lead_time_h").value

    @property
    def claims_per_1000_core(self) -> float:
        """Claims per 1,000 insured houses in the core; its Figure has the range."""
        return self.figure("claims_per_1000_core").value

    @property
    def fringe_ratio(self) -> float:
        """Claim rate in the fringe over that in the core."""
        return self.figure("fringe_ratio").value

    @property
    def travel_factor_town(self) -> float:
        """Travel time over dry travel time, county town."""
        return self.figure("travel_factor_town").value

    @property
    def travel_factor_rural(self) -> float:
        """Travel time over dry travel time, elsewhere."""
        return self.figure("travel_factor_rural").value

    @property
    def claims_per_1000_county(self) -> float:
        """Claims per 1,000 insured houses of the whole county, houses spread evenly."""
        fringe = (1 - self.core_share) * self.fringe_ratio
        return self.affected_share * self.claims_per_1000_core * (self.core_share + fringe)


@cache
def presets() -> tuple[Preset, ...]:
    """Every kind of every family, each moderate, severe and extreme; main kinds stand first."""
    figures: dict[str, list[Figure]] = {}
    for row in read_csv("preset_figures.csv"):
        figures.setdefault(row["preset"], []).append(_figure(row))
    return tuple(_preset(row, tuple(figures[row["preset"]])) for row in read_csv("presets.csv"))


def main_presets() -> tuple[Preset, ...]:
    """Of storm, flood and snow the kind a county plans the year for: three grades each."""
    return tuple(p for p in presets() if p.kind in MAIN_KINDS)


def preset(code: str) -> Preset:
    """The preset of that code.

    Raises:
        ModelError: there is none; the message lists the codes.
    """
    for candidate in presets():
        if candidate.code == code:
            return candidate
    known = ", ".join(p.code for p in presets())
    raise ModelError(f"no preset {code!r}", where="scenario", remedy=f"one of {known}")


def _preset(row: dict[str, str], figures: tuple[Figure, ...]) -> Preset:
    return Preset(
        code=row["preset"],
        family=PerilFamily(row["family"]),
        kind=row["kind"],
        grade=row["grade"],
        zh=row["zh"],
        en=row["en"],
        perils=tuple(Peril(p) for p in row["perils"].split(";")),
        seasons=tuple(_span(text) for text in row["seasons"].split(";")),
        quantity=row["quantity"],
        unit=row["unit"],
        core_of=row["core_of"],
        figures=figures,
    )


def _span(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    return int(first), int(last)


def _figure(row: dict[str, str]) -> Figure:
    return Figure(
        name=row["name"],
        value=float(row["value"]),
        unit=row["unit"],
        low=float(row["low"]),
        high=float(row["high"]),
        status=Status(row["status"]),
        source=row["source"],
        date=date.fromisoformat(row["date"]),
    )
