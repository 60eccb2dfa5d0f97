"""One place at a time: what its code, its names and its point say, and which of them decides."""

from dataclasses import dataclass

from risk.geography.case import Case, Match, Place, PointHint
from risk.geography.gazetteer import Gazetteer
from risk.geography.names import clean, stem, township_stem, with_kind
from risk.terms import MatchQuality, RegionLevel

ANYWHERE = "*"


@dataclass(frozen=True)
class Resolver:
    """Decides places against one gazetteer."""

    gazetteer: Gazetteer
    former_county_codes: tuple[str, ...] = ()

    def match(self, place: Place, point: PointHint) -> Match:
        """The best match of one place; see `risk.geography.locate.locate`."""
        case = Case(place, [])
        case.county = self._county(case)
        case.township = self._township(case)
        return (
            self._by_code(case)
            or self._by_name(case)
            or self._by_address(case)
            or self._by_point(case, point)
            or self._coarse(case, point)
        )

    # ---- the frame: county and township -------------------------------------------------------

    def _current(self, code: str) -> str:
        """A code with a former county prefix rewritten to today's county (one county only)."""
        if len(self.gazetteer.counties) == 1:
            for former in self.former_county_codes:
                if code.startswith(former) and former != self.gazetteer.counties[0]:
                    return self.gazetteer.counties[0] + code[len(former) :]
        return self.gazetteer.canonical(code)

    def _county(self, case: Case) -> str | None:
        if not case.place.county_code:
            return None
        code = self._current(case.place.county_code)
        known = self.gazetteer.level.get(code) == RegionLevel.COUNTY
        if not known:
            case.doubts.append("county_unknown")
        return code if known else None

    def _township(self, case: Case) -> str | None:
        by_code = self._township_by_code(case.place.township_code)
        if not case.place.township_name:
            return by_code
        named = self._townships_named(case.place.township_name, case.county)
        if by_code in named:
            return by_code
        if case.place.township_code:
            case.doubts.append("township_code_name_disagree")
        if len(named) == 1:
            return named[0]
        case.doubts.append(f"township_ambiguous:{len(named)}" if named else "township_unknown")
        return None

    def _township_by_code(self, code: str) -> str | None:
        if not code:
            return None
        now = self._current(code)
        targets = (now,) if now in self.gazetteer.row else self.gazetteer.today(now)
        townships = [t for t in targets if self.gazetteer.level[t] == RegionLevel.TOWNSHIP]
        return townships[0] if len(townships) == 1 else None

    def _townships_named(self, name: str, county: str | None) -> tuple[str, ...]:
        names = self.gazetteer.township_names
        found = names.get(clean(name)) or names.get(township_stem(name)) or ()
        return tuple(t for t in found if county is None or self.gazetteer.county[t] == county)

    def _belongs(self, case: Case, village: str) -> bool:
        """Whether a village lies, or once lay, in the place's township and county."""
        g = self.gazetteer
        if case.county and g.county[village] != case.county:
            return False
        if case.township is None or g.township[village] == case.township:
            return True
        return any(p.old_code.startswith(case.township) for p in g.predecessors.get(village, ()))

    # ---- by code ------------------------------------------------------------------------------

    def _by_code(self, case: Case) -> Match | None:
        if not case.place.code:
            return None
        code = self._current(case.place.code)
        targets = self._targets(case, code)
        if not targets:
            return None
        villages = [v for t in targets if (v := self.gazetteer.village[t])]
        if not villages:
            self._coarse_code(case, targets)
            return None
        fitting = [v for v in villages if self._belongs(case, v)]
        if case.place.name:
            return self._code_with_name(case, code, villages, fitting)
        if len(fitting) == 1:
            return case.match(fitting[0], MatchQuality.CODE, self._code_reason(code, fitting[0]))
        case.doubts.append(
            f"code_ambiguous:{len(fitting)}" if fitting else "code_township_disagree"
        )
        return None

    def _targets(self, case: Case, code: str) -> tuple[str, ...]:
        """Today's regions a code may mean: itself, or what it became."""
        g = self.gazetteer
        became = g.today(code)
        if code not in g.row:
            if not became:
                case.doubts.append("code_unknown")
            return became
        if not became or case.place.name:
            return (code, *became)
        day, changes = case.place.day, [s.valid_from for s in g.successors[code]]
        if day is None or None in changes:
            return (code, *became)
        return became if all(day < c for c in changes if c) else (code,)

    def _coarse_code(self, case: Case, targets: tuple[str, ...]) -> None:
        """A code of a township or county narrows the search, unless names say otherwise."""
        g, target = self.gazetteer, targets[0]
        if len(targets) > 1:
            case.doubts.append(f"code_ambiguous:{len(targets)}")
        elif g.level[target] == RegionLevel.TOWNSHIP:
            if case.township in (None, target):
                case.township = target
            else:
                case.doubts.append("code_township_disagree")
        elif g.level[target] == RegionLevel.COUNTY and case.county is None:
            case.county = target

    def _code_with_name(
        self, case: Case, code: str, villages: list[str], fitting: list[str]
    ) -> Match | None:
        agreeing = [v for v in fitting if self._has_name(v, case.place.name, code)]
        if len(agreeing) == 1:
            reason = "code_name_agree" if agreeing[0] == code else f"old_code_name_agree:{code}"
            return case.match(agreeing[0], MatchQuality.CODE_NAME, reason)
        case.doubts.append("code_name_disagree")
        case.coded = fitting[0] if len(fitting) == 1 and len(villages) == 1 else None
        return None

    def _code_reason(self, code: str, village: str) -> str:
        return "code" if village == code else f"old_code:{code}"

    def _has_name(self, village: str, name: str, code: str) -> bool:
        g = self.gazetteer
        holder = g.township[village] or g.county[village] or ANYWHERE
        former = g.former_name.get(code)
        return village in g.villages_named(holder, name) or (
            former is not None and stem(former) == stem(name)
        )

    # ---- by name ------------------------------------------------------------------------------

    def _by_name(self, case: Case) -> Match | None:
        name = case.place.name
        if not name:
            return None
        g = self.gazetteer
        found = g.villages_named(case.township or case.county or ANYWHERE, name)
        if len(found) == 1:
            reason = "township_name" if case.township else "name_unique_in_county"
            return case.match(found[0], MatchQuality.NAMES, reason)
        if found:
            case.named = found
            case.doubts.append(f"name_ambiguous:{len(found)}")
            return None
        return self._name_elsewhere(case) or self._name_near(case)

    def _name_elsewhere(self, case: Case) -> Match | None:
        """A village that has moved to another township; a like name there is only reported."""
        if case.township is None:
            return None
        g = self.gazetteer
        others = g.villages_named(g.county[case.township] or ANYWHERE, case.place.name)
        moved = [v for v in others if self._belongs(case, v)]
        if len(moved) == 1:
            return case.match(moved[0], MatchQuality.NAMES, "name_moved_township")
        if others:
            case.named = others
            case.doubts.append(f"name_in_other_township:{len(others)}")
        return None

    def _name_near(self, case: Case) -> Match | None:
        g, name = self.gazetteer, case.place.name
        if case.named:
            return None
        coded_township = g.township[case.coded] if case.coded else None
        township = case.township or coded_township
        near = g.near(township, name) if township else None
        if near is not None and (case.township is not None or near == case.coded):
            return case.match(near, MatchQuality.FUZZY, f"name_near:{g.name[near]}")
        if case.township is None:
            as_township = self._townships_named(name, case.county)
            if len(as_township) == 1:
                case.township = as_township[0]
                return None
        case.doubts.append("name_unknown")
        return None

    def _by_address(self, case: Case) -> Match | None:
        """Township and village read from a free-text address; both must stand there in full."""
        if case.place.name or not case.place.address:
            return None
        g, text = self.gazetteer, clean(case.place.address)
        townships = {
            c
            for n, cs in g.township_names.items()
            if n in text
            for c in cs
            if clean(g.name[c]) == n
        }
        if case.township is None and len(townships) == 1:
            case.township = townships.pop()
        if case.township is None:
            case.doubts.append("address_unclear")
            return None
        inside = [
            (len(with_kind(g.name[v])), v) for _, v in g.stems.get(case.township, ())
            if with_kind(g.name[v]) in text
        ]  # fmt: skip
        longest = max((n for n, _ in inside), default=0)
        best = [v for n, v in inside if n == longest]
        if len(best) == 1:
            return case.match(best[0], MatchQuality.NAMES, "address")
        case.doubts.append("address_unclear")
        return None

    # ---- by point, and what is left -----------------------------------------------------------

    def _by_point(self, case: Case, point: PointHint) -> Match | None:
        if point.fault:
            return None
        if point.on_border:
            case.doubts.append("point_on_border")
        village = point.village
        if village is None:
            return None
        if not self._belongs(case, village):
            case.point_contradicts = True
            case.doubts.append("point_not_in_township" if case.township else "point_not_in_county")
            return None
        if case.named and village not in case.named:
            case.point_contradicts = True
            case.doubts.append("point_not_among_named")
            return None
        reason = "point_in_derived_cell" if point.in_derived_cell else "point_in_polygon"
        return case.match(village, MatchQuality.POINT, reason)

    def _coarse(self, case: Case, point: PointHint) -> Match:
        if point.fault not in ("", "absent", "no_map"):
            case.doubts.append(point.fault)
        township = case.township or self._point_township(case, point)
        if township:
            return Match(
                township, MatchQuality.TOWNSHIP, tuple(case.doubts) or ("no_village_given",)
            )
        county = self._coarse_county(case, point)
        if county:
            return Match(county, MatchQuality.COUNTY, tuple(case.doubts) or ("no_village_given",))
        return Match(None, MatchQuality.NONE, tuple(case.doubts) or ("no_place_given",))

    def _point_township(self, case: Case, point: PointHint) -> str | None:
        township = None if point.fault or case.point_contradicts else point.township
        if township and case.county not in (None, self.gazetteer.county[township]):
            return None
        return township

    def _coarse_county(self, case: Case, point: PointHint) -> str | None:
        """The county given, else the code's, the point's, or the only one there is."""
        g, place = self.gazetteer, case.place
        if case.county or place.county_code:
            return case.county
        holder = g.holder(self._current(place.code)) if place.code else None
        if holder and g.county[holder]:
            return g.county[holder]
        if point.county:
            return point.county
        said = (
            place.code or place.name or place.township_name or place.township_code or place.address
        )
        return g.counties[0] if said and len(g.counties) == 1 else None
