"""What the History page looks at: everything of it stands in the address, so a link shows the same.

``Look.read`` takes the parameters of an address, ``Look.address`` writes them; a value nobody knows
is left out and told (``ignored``), never guessed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from risk.terms import CoverLine, Group, Peril, PerilFamily, RegionLevel, Structure, Tier
from risk.views import Ask
from risk.warehouse.experience import DIMENSIONS, Stage
from risk.warehouse.filters import Filter

PATH = "/history"
TABS = (
    "experience", "promise", "coverage", "satisfaction", "contract", "seasons", "findings",
    "forecast", "claims",
)  # fmt: skip
LISTS = (
    "claims", "reports", "arrivals", "late_arrivals", "reviews", "payments", "open_claims",
    "complaint_register", "largest",
)  # fmt: skip
BY_MAX = 2
PAGE_ROWS = 200
ANSWERS = {"yes": True, "no": False}


@dataclass(frozen=True)
class Look:
    """One sight of history; see `Filter` for what cuts claims.

    Args:
        tab: of `TABS`.
        by: what tables are grouped by, two columns at most.
        list: which register the tab ``claims`` shows, of `LISTS`.
        page: of that register, from 0.
        ignored: parameters of the address that nobody knows, as they were written.
    """

    tab: str = TABS[0]
    by: tuple[str, ...] = ("year",)
    year_from: int | None = None
    year_to: int | None = None
    months: tuple[int, ...] = ()
    families: tuple[str, ...] = ()
    perils: tuple[str, ...] = ()
    place: str | None = None
    tiers: tuple[str, ...] = ()
    structures: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    event: bool | None = None
    line: str = CoverLine.SCHEME.value
    stage: str = Stage.ARRIVAL.value
    list: str = LISTS[0]
    page: int = 0
    ignored: tuple[str, ...] = ()

    @classmethod
    def read(cls, given: Mapping[str, Any], *, places: Iterable[str]) -> "Look":
        """Read an address.

        Args:
            given: its parameters, text by name.
            places: codes of the regions there are.
        """
        known = frozenset(places)
        values: dict[str, Any] = {}
        ignored = []
        for name, text in given.items():
            if name not in PARAMETERS or not text:
                continue
            field, read = PARAMETERS[name]
            try:
                values[field] = _place(str(text), known) if name == "place" else read(str(text))
            except ValueError:
                ignored.append(f"{name}={text}")
        look = cls(**values, ignored=tuple(ignored))
        if look.year_from and look.year_to and look.year_from > look.year_to:
            look = replace(look, year_from=look.year_to, year_to=look.year_from)
        return look

    def address(self, **changes: Any) -> str:
        """Address of this look with some fields changed; what is as usual is left out.

        Another look begins on the first page of its register.
        """
        if changes and "page" not in changes:
            changes["page"] = 0
        return f"{PATH}?{replace(self, **changes).query()}".rstrip("?")

    def query(self) -> str:
        """The parameters, without the question mark."""
        usual = Look()
        told = {
            name: _written(getattr(self, field))
            for name, (field, _) in PARAMETERS.items()
            if getattr(self, field) != getattr(usual, field)
        }
        return urlencode(told, safe=",")

    def filter(self, as_of: date) -> Filter:
        """Which claims."""
        return Filter(
            as_of,
            year_from=self.year_from,
            year_to=self.year_to,
            months=self.months,
            families=self.families,
            perils=self.perils,
            region_code=self.place,
            tiers=self.tiers,
            structures=self.structures,
            groups=self.groups,
            event=self.event,
            cover_line=self.line,
        )

    def ask(self, as_of: date, *by: str) -> Ask:
        """What views are asked; ``by`` in place of the look's own grouping."""
        return Ask(
            self.filter(as_of),
            by=by or self.by,
            stage=Stage(self.stage),
            limit=PAGE_ROWS,
            offset=self.page * PAGE_ROWS,
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything is cut away."""
        usual = Look()
        return any(getattr(self, name) != getattr(usual, name) for name in CUTS)

    def bare(self) -> "Look":
        """The same sight of all claims."""
        usual = Look()
        return replace(self, page=0, **{name: getattr(usual, name) for name in CUTS})


def one_of(values: Iterable[str]) -> Callable[[str], str]:
    """A reader of one code."""
    known = frozenset(values)

    def read(text: str) -> str:
        if text not in known:
            raise ValueError(text)
        return text

    return read


def some_of(values: Iterable[str], *, most: int | None = None) -> Callable[[str], tuple[str, ...]]:
    """A reader of codes between commas."""
    read_one = one_of(values)

    def read(text: str) -> tuple[str, ...]:
        codes = tuple(dict.fromkeys(read_one(part) for part in text.split(",")))
        if most is not None and len(codes) > most:
            raise ValueError(text)
        return codes

    return read


def _months(text: str) -> tuple[int, ...]:
    return tuple(sorted({int(part) for part in _MONTHS(text)}))


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 4:
        raise ValueError(text)
    return int(text)


def _answer(text: str) -> bool:
    if text not in ANSWERS:
        raise ValueError(text)
    return ANSWERS[text]


def _place(text: str, known: frozenset[str]) -> str:
    if text not in known:
        raise ValueError(text)
    return text


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ",".join(str(part) for part in value)
    return str(value)


_MONTHS = some_of(str(month) for month in range(1, 13))
PARAMETERS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "tab": ("tab", one_of(TABS)),
    "by": ("by", some_of(DIMENSIONS, most=BY_MAX)),
    "from": ("year_from", _number),
    "to": ("year_to", _number),
    "month": ("months", _months),
    "family": ("families", some_of(f.value for f in PerilFamily)),
    "peril": ("perils", some_of(p.value for p in Peril)),
    "place": ("place", str),
    "tier": ("tiers", some_of(t.value for t in Tier)),
    "structure": ("structures", some_of(s.value for s in Structure)),
    "group": ("groups", some_of(g.value for g in Group)),
    "event": ("event", _answer),
    "line": ("line", one_of(line.value for line in CoverLine)),
    "stage": ("stage", one_of(stage.value for stage in Stage)),
    "list": ("list", one_of(LISTS)),
    "page": ("page", _number),
}
"""Name in the address → field of `Look`, and how it is read."""
CUTS = tuple(
    f.name for f in fields(Look) if f.name not in ("tab", "by", "stage", "list", "page", "ignored")
)


def trail(place: str | None, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """Codes from the county down to a place; a parent that is no region of the map ends it."""
    codes: list[str] = []
    while place in parents and place not in codes:
        codes.append(place)
        place = parents.get(place)
    return tuple(reversed(codes))


def next_level(level: str | None) -> str | None:
    """Column to group by to look one level further down; None: claims are the next."""
    if level in (None, RegionLevel.COUNTY.value):
        return "township_code"
    return "region_code" if level == RegionLevel.TOWNSHIP.value else None
