"""What every section of county.toml can do: document itself, bound itself, read itself.

A value is either bare (``survey_min = 40``) or carries its standing:
``survey_min = {value = 40, status = "contract", source = "…"}``. ``None`` is never a silent zero:
it means "not provided" and is printed so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

from risk.errors import SettingsError
from risk.terms import Status


@dataclass(frozen=True)
class Standing:
    """Where a value comes from: its status and the clause, letter or study behind it."""

    status: Status
    source: str = ""


def term(
    default: Any,
    meaning: str,
    unit: str = "",
    *,
    low: float | None = None,
    high: float | None = None,
    status: Status = Status.ASSUMED,
    source: str = "",
) -> Any:
    """A field that documents and bounds itself; ``status`` and ``source`` are the default's."""
    return field(
        default=default,
        metadata={
            "meaning": meaning, "unit": unit, "low": low, "high": high,
            "standing": Standing(status, source),
        },
    )  # fmt: skip


@dataclass(frozen=True)
class Section:
    """A section of county.toml. ``standings`` tells the standing of every value given."""

    standings: Mapping[str, Standing] = field(default_factory=dict, repr=False, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse a number outside its field's range."""
        for f in fields(self):
            value, low, high = getattr(self, f.name), f.metadata.get("low"), f.metadata.get("high")
            if not isinstance(value, int | float) or isinstance(value, bool):
                continue
            if (low is not None and value < low) or (high is not None and value > high):
                raise SettingsError(
                    f"{f.name} is {value}, expected {low} to {high} {f.metadata['unit']}".rstrip(),
                    where=f"county.toml [{type(self).__name__.lower()}]",
                    remedy="correct the value",
                )

    def standing(self, name: str) -> Standing:
        """Standing of one value: given in county.toml, else its default's."""
        if getattr(self, name) is None:
            return Standing(
                Status.NOT_PROVIDED, self.standings.get(name, Standing(Status.ASSUMED)).source
            )
        default: Standing = next(f for f in fields(self) if f.name == name).metadata["standing"]
        return self.standings.get(name, default)

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Self:
        """Build the section from its TOML table; an unknown key is refused by name."""
        known = {f.name for f in fields(cls)} - {"standings"}
        unknown = sorted(set(table) - known)
        if unknown:
            raise SettingsError(
                f"unknown setting {', '.join(unknown)}",
                where=f"county.toml [{cls.__name__.lower()}]",
                remedy=f"known are {', '.join(sorted(known))}",
            )
        values, standings = {}, {}
        for name, raw in table.items():
            values[name], standing = _value_and_standing(raw)
            if standing is not None:
                standings[name] = standing
        return cls(**values, standings=standings)


def _value_and_standing(raw: Any) -> tuple[Any, Standing | None]:
    standing = None
    if isinstance(raw, dict) and "status" in raw:
        standing = Standing(Status(raw["status"]), raw.get("source", ""))
        raw = raw.get("value")
    return (tuple(raw) if isinstance(raw, list) else raw), standing
