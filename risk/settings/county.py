"""All settings of one county: county.toml → one frozen record."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from risk.errors import SettingsError
from risk.settings.chain import Chain
from risk.settings.contract import Promise, Scheme
from risk.settings.crews import Roster, Routing, Staffing
from risk.settings.display import Access, BaseMap, Wallboard
from risk.settings.models import Desk, Places, Scoring, Surge
from risk.settings.section import Section, term
from risk.settings.warnings import Response, Watch


@dataclass(frozen=True)
class County:
    """All settings of one county (or province); the only place that knows its terms."""

    name: str = field(metadata={"meaning": "name of the county or province"})
    code: str = field(metadata={"meaning": "its administrative code"})
    timezone: str = term("Asia/Shanghai", "zone of every stored time")
    currency: str = term("CNY", "currency of every amount")
    name_en: str = term("", "name in English pages and reports")
    synthetic: bool = term(False, "invented data: marked on every page, file and report")
    insurer: str = term("", "the branch that insures")
    contract_number: str = term("", "number of the service contract")
    contract_year_start_month: int = term(
        1, "month a contract year begins", "month", low=1, high=12
    )
    key_file: str = term("", "key file, outside the workspace; relative to the folder above it")
    promise: Promise = field(default_factory=Promise)
    scheme: Scheme = field(default_factory=Scheme)
    places: Places = field(default_factory=Places)
    scoring: Scoring = field(default_factory=Scoring)
    surge: Surge = field(default_factory=Surge)
    desk: Desk = field(default_factory=Desk)
    staffing: Staffing = field(default_factory=Staffing)
    routing: Routing = field(default_factory=Routing)
    roster: Roster = field(default_factory=Roster)
    chain: Chain = field(default_factory=Chain)
    watch: Watch = field(default_factory=Watch)
    response: Response = field(default_factory=Response)
    base_map: BaseMap = field(default_factory=BaseMap)
    wallboard: Wallboard = field(default_factory=Wallboard)
    access: Access = field(default_factory=Access)

    def __post_init__(self) -> None:
        """Refuse what no later step could mend."""
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            raise SettingsError(
                f"unknown timezone {self.timezone!r}",
                where="county.toml",
                remedy='e.g. "Asia/Shanghai"',
            ) from None
        if not 1 <= self.contract_year_start_month <= 12:
            raise SettingsError("contract_year_start_month is not 1 to 12", where="county.toml")

    def contract_year(self, day: date) -> int:
        """Contract year of a day, named by the calendar year it begins in."""
        return day.year if day.month >= self.contract_year_start_month else day.year - 1

    def contract_year_bounds(self, year: int) -> tuple[date, date]:
        """First day of a contract year, and of the next one."""
        month = self.contract_year_start_month
        return date(year, month, 1), date(year + 1, month, 1)

    def sections(self) -> Iterator[tuple[str, Section]]:
        """The sections by name, for help, pages and the report's table of settings."""
        for f in fields(self):
            value = getattr(self, f.name)
            if isinstance(value, Section):
                yield f.name, value


SECTIONS: dict[str, type[Section]] = {
    "promise": Promise, "scheme": Scheme, "places": Places,
    "scoring": Scoring, "surge": Surge, "desk": Desk, "staffing": Staffing,
    "routing": Routing, "roster": Roster, "chain": Chain, "watch": Watch,
    "response": Response, "base_map": BaseMap, "wallboard": Wallboard, "access": Access,
}  # fmt: skip


def read_county(path: Path) -> County:
    """Read county.toml.

    Raises:
        SettingsError: the file is missing, no TOML, or holds an unknown or impossible value.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise SettingsError(
            "no county.toml here",
            where=str(path),
            remedy="run `huzhu init DIR --county county.toml`, or give -w DIR",
        ) from None
    except (OSError, UnicodeDecodeError) as e:
        raise SettingsError(
            f"cannot be read ({e})", where=str(path), remedy="save it as UTF-8 text"
        ) from None
    try:
        return parse_county(tomllib.loads(text))
    except tomllib.TOMLDecodeError as e:
        raise SettingsError(
            f"not valid TOML ({e})", where=str(path), remedy="mend the line it names"
        ) from None
    except (TypeError, ValueError, KeyError) as e:
        raise SettingsError(
            f"a value does not fit ({e})",
            where=str(path),
            remedy="compare with the README's example",
        ) from None


def parse_county(table: Mapping[str, Any]) -> County:
    """Build the settings from a parsed county.toml: table [county] and one table per section."""
    unknown = sorted(set(table) - {"county", *SECTIONS})
    if unknown:
        raise SettingsError(
            f"unknown table [{unknown[0]}]",
            where="county.toml",
            remedy=f"known are county, {', '.join(SECTIONS)}",
        )
    sections: dict[str, Any] = {
        name: cls.read(table.get(name, {})) for name, cls in SECTIONS.items()
    }
    return County(**table.get("county", {}), **sections)
