"""What the Risk map looks at: all of it stands in the address, so a link shows the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dashboards.story.levels import LEVELS, scored_families
from dashboards.story.scope import Scope
from dashboards.story.sights import SIGHTS
from risk.flow import Story

OVERLAYS = ("outlines", "names", "bases", "routes")
USUAL_OVERLAYS = ("outlines", "names")
NONE = "none"
ALL = "all"


@dataclass(frozen=True)
class MapLook:
    """One sight of the map.

    Attributes:
        family: of the levels and claims shown; ``all``.
        level: which regions are coloured, of `LEVELS`.
        place: code of the region whose sheet is open.
        sight: what regions are coloured by, of `SIGHTS`.
        event: whose footprint and claims are shown.
        overlays: what lies over the regions, of `OVERLAYS`.
        date, then: keys of the day shown and of the one beside it; see `ScoringsDesk`.
        scope: period and version.
    """

    family: str = ALL
    level: str = LEVELS[0]
    place: str | None = None
    sight: str = SIGHTS[0]
    event: str | None = None
    overlays: tuple[str, ...] = USUAL_OVERLAYS
    date: str | None = None
    then: str | None = None
    scope: Scope = field(default_factory=Scope)

    @classmethod
    def read(cls, given: Mapping[str, Any], story: Story) -> "MapLook":
        """Read an address's parameters; what this county does not know is as if it were not there.

        Args:
            given: text by name: family, level, place, sight, event, layers, date, then, and those
                of `Scope`.
            story: knows families, regions and events.
        """

        def of(name: str, known: Any, usual: Any) -> Any:
            return given[name] if given.get(name) in known else usual

        named = str(given.get("layers") or "")
        chosen = tuple(x for x in OVERLAYS if x in named.split(","))
        facts = story.facts
        return cls(
            family=of("family", scored_families(story), ALL),
            level=of("level", LEVELS, LEVELS[0]),
            place=of("place", set(facts.regions["code"]), None),
            sight=of("sight", SIGHTS, SIGHTS[0]),
            event=of("event", set(facts.events["event_id"]), None),
            overlays=chosen if chosen or named == NONE else USUAL_OVERLAYS,
            date=given.get("date") or None,
            then=given.get("then") or None,
            scope=Scope.read(given),
        )
