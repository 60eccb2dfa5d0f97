"""What screens show beside the data: an optional base map, the wallboard, and sign-in."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from risk.errors import SettingsError
from risk.settings.section import Section, term

TILE_DATUMS = ("wgs84", "gcj02", "bd09")


@dataclass(frozen=True)
class BaseMap(Section):
    """A base map under the county's outlines; none unless the county names one.

    The browser asks the server named here for pictures: the one address beside our own.
    """

    tile_url: str = term(
        "",
        "base map: address of its tiles with {z}, {x}, {y} (a path of this machine or http(s)://…);"
        " empty: none",
    )
    tile_datum: str = term("wgs84", "datum the tiles are drawn in: wgs84, gcj02, bd09")
    tile_attribution: str = term("", "whose map it is, as its licence wants it printed")
    tile_zoom_max: float = term(18.0, "deepest zoom the tiles are made for", "", low=1, high=24)

    def __post_init__(self) -> None:
        """Refuse a datum there is none of, and an address without places for a tile's numbers."""
        super().__post_init__()
        if self.tile_datum not in TILE_DATUMS:
            raise SettingsError(
                f"tile_datum is {self.tile_datum!r}, expected one of {', '.join(TILE_DATUMS)}",
                where="county.toml [base_map]",
                remedy="say which datum the tiles are drawn in",
            )
        if not self.tile_url:
            return
        missing = [part for part in ("{z}", "{x}", "{y}") if part not in self.tile_url]
        scheme = urlsplit(self.tile_url).scheme
        own = self.tile_url.startswith("/") and not self.tile_url.startswith("//")
        if missing or not (own or scheme in ("http", "https")):
            raise SettingsError(
                f"tile_url is {self.tile_url!r}",
                where="county.toml [base_map]",
                remedy="an address like https://tiles.example/{z}/{x}/{y}.png, or a path /tiles/…",
            )


@dataclass(frozen=True)
class Wallboard(Section):
    """The screen on the operations room's wall."""

    update_s: float = term(5.0, "asks for news every", "s", low=1, high=300)
    rotate_s: float = term(30.0, "shows each of its sights for", "s", low=5, high=600)
    stale_after_min: float = term(
        15.0, "turns red when nothing has come from the server for", "min", low=1, high=1440
    )
    data_stale_after_h: float = term(
        26.0, "turns red when the newest data are older than", "h", low=1, high=8760
    )
    pass_days: float = term(90.0, "a wallboard's own pass holds for", "d", low=1, high=400)


@dataclass(frozen=True)
class Access(Section):
    """Sign-in: how long a session and a password hold."""

    session_h: float = term(12.0, "a session ends after", "h", low=0.25, high=72)
    password_days: float = term(365.0, "a password is to be changed after", "d", low=1, high=3650)
