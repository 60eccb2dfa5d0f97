"""What a travel table rests on, as assumptions a plan lists."""

from risk.hazard import Assumption, assume_setting
from risk.settings import Places
from risk.staffing.travel.fit import Fitted, TierFit
from risk.staffing.travel.table import ABSURD, Travel, source_errors
from risk.staffing.travel.ways import Source, Ways
from risk.terms import Status, Tier

ERROR_OF = {
    Source.MATRIX: "matrix_error_cv",
    Source.ROADS: "road_error_cv",
    Source.ESTIMATED: "travel_error_cv",
}


def travel_assumptions(travel: Travel, places: Places, ways: Ways) -> tuple[Assumption, ...]:
    """Speeds, access and errors of the drives used, and by what share of them each source tells.

    Args:
        travel: the table.
        places: settings.
        ways: what the table was made from.
    """
    shares = travel.shares()
    used = [source for source in Source if shares[source.value] > 0]
    found: list[Assumption] = []
    if Source.ESTIMATED in used:
        found += _estimated(places, ways.fitted)
    found += [_error(places, ways, source) for source in used]
    if Source.ROADS in used and ways.road_fit is not None:
        found += _road_fit(ways.road_fit)
    if used != [Source.ESTIMATED]:
        found += [_told(f"travel_share_{s.value}", shares[s.value], "ratio", _BY[s]) for s in used]
        counts = {"travel_detours": travel.detours, "travel_unreached": travel.unreached}
        found += [_told(name, n, "trips", _WHY[name]) for name, n in counts.items() if n]
    if ways.roads is not None and ways.roads.unknown_class_share > 0:
        share = ways.roads.unknown_class_share
        found.append(_told("road_class_unknown", share, "ratio", _WHY["road_class_unknown"]))
    return tuple(found)


_BY = {
    Source.MATRIX: "given in the travel matrix ledger",
    Source.ROADS: "shortest way over the roads ledger, by class, slope and weather",
    Source.ESTIMATED: "straight line, circuity, speed and relief: no road tells it",
}
_WHY = {
    "travel_detours": f"the way by road is over {ABSURD:g} times the estimate, so the map lacks a"
    " road: the estimate stands",
    "travel_unreached": "no open road of the map joins them: the estimate stands",
    "road_class_unknown": "class not among those known: driven at the speed of a village road",
}


def _estimated(places: Places, fitted: Fitted | None) -> list[Assumption]:
    found = [assume_setting(places, "circuity")]
    for tier in Tier:
        fit = fitted.tiers.get(tier.value) if fitted else None
        names = (f"road_speed_{tier.value}_kmh", "access_min", "relief_per_100m")
        if fit is None:
            found += [a for a in (assume_setting(places, n) for n in names) if a not in found]
            continue
        found += _fitted(tier, fit, 60 * places.circuity)
    return found


def _fitted(tier: Tier, fit: TierFit, kmh: float) -> list[Assumption]:
    """Fitted values with their intervals; ``kmh`` × min/km of the straight line gives km/h."""
    source = f"own arrival logs, {fit.trips} trips on {fit.days} days"
    best, low, high = fit.drive, fit.low, fit.high

    def told(name: str, unit: str, value: float, least: float, most: float) -> Assumption:
        ends = (round(least, 3), round(most, 3))
        return Assumption(name, round(value, 3), unit, *ends, source, Status.ASSUMED)

    return [
        told(f"road_speed_{tier.value}_kmh", "km/h", kmh / best.min_per_km, kmh / high.min_per_km,
             kmh / low.min_per_km),
        told(f"access_min_{tier.value}", "min", best.access_min, low.access_min, high.access_min),
        told(f"relief_per_100m_{tier.value}", "ratio", best.relief_per_100m, low.relief_per_100m,
             high.relief_per_100m),
    ]  # fmt: skip


def _road_fit(fit: TierFit) -> list[Assumption]:
    source = f"own arrival logs, {fit.trips} trips by road"
    best, low, high = fit.drive, fit.low, fit.high
    return [
        Assumption("road_pace", round(best.min_per_km, 3), "ratio", round(low.min_per_km, 3),
                   round(high.min_per_km, 3), source, Status.ASSUMED),
        Assumption("access_min_road", round(best.access_min, 3), "min", round(low.access_min, 3),
                   round(high.access_min, 3), source, Status.ASSUMED),
    ]  # fmt: skip


def _error(places: Places, ways: Ways, source: Source) -> Assumption:
    name = ERROR_OF[source]
    if source.value not in ways.errors:
        return assume_setting(places, name)
    return _told(name, source_errors(places, ways)[source.value], "ratio", "own arrival logs")


def _told(name: str, value: float, unit: str, source: str) -> Assumption:
    return Assumption(name, round(value, 3), unit, None, None, source, Status.ASSUMED)
