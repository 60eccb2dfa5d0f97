"""One place at a time: what its code, its names and its point say, and which of them decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from risk.geography.aliases import Writing, by_alias
from risk.geography.by_code import by_code, by_code_and_name
from risk.geography.by_name import by_name
from risk.geography.by_point import by_point, coarsely
from risk.geography.case import Case, Match, Place, PointHint
from risk.geography.gazetteer import Gazetteer
from risk.geography.stated import stated
from risk.terms import MatchQuality

COARSE = (MatchQuality.TOWNSHIP, MatchQuality.COUNTY, MatchQuality.NONE)


class Found(NamedTuple):
    """A match, the code of the region on the day, and the group in it, where that is known."""

    match: Match
    code_at_loss: str | None
    group_code: str | None
    group_name: str | None


@dataclass(frozen=True)
class Resolver:
    """Decides places against one gazetteer."""

    gazetteer: Gazetteer
    aliases: Mapping[Writing, tuple[str, ...]] = field(default_factory=dict)

    def find(self, place: Place, point: PointHint) -> Found:
        """The best match of one place; see `risk.geography.locate.locate`."""
        g = self.gazetteer
        case = stated(g, place)
        match = (
            by_code_and_name(g, case)
            or by_alias(g, case, self.aliases)
            or by_code(g, case)
            or by_name(g, case)
            or by_point(g, case, point)
            or coarsely(g, case, point)
        )
        code_at_loss, unclear = self._at_loss(case, match)
        group_code, group_name, disagree = self._group(case, match)
        doubts = tuple(doubt for doubt in (unclear, disagree) if doubt)
        return Found(
            match._replace(reasons=match.reasons + doubts), code_at_loss, group_code, group_name
        )

    def _at_loss(self, case: Case, match: Match) -> tuple[str | None, str]:
        """The code that held the house on the day, and the doubt about it."""
        if match.code is None:
            return None, ""
        recodings, day = self.gazetteer.recodings, case.place.day
        if case.split_code and day and match.quality in COARSE:
            steps = recodings.successors.get(case.split_code, ())
            if steps and all(step.before(day) for step in steps):
                return case.split_code, ""
        return recodings.code_at(match.code, case.code, day)

    def _group(self, case: Case, match: Match) -> tuple[str | None, str | None, str]:
        """Code and name of the group inside the village found, and whether they disagree."""
        g, village = self.gazetteer, match.code
        if village is None or g.village[village] != village:
            return None, None, ""
        named = g.group_named(village, case.group) if case.group else None
        coded = case.group_code
        if coded is None or g.village[coded] != village:
            return named, case.group or None, ""
        name = next(name for name, code in g.groups[village] if code == coded)
        if case.group and case.group != name:
            return named, case.group, "group_disagree"
        return coded, name, ""
