"""Views of when and where claims come, and of the year ahead."""

from datetime import date

import geopandas as gpd
import pandas as pd
import shapely

from risk.geography.dispatch import dispatch_points
from risk.geography.plane import Plane
from risk.history import forecast as ahead
from risk.history import near_repeat as knox
from risk.history import seasons
from risk.history.clusters import Clusters
from risk.history.clusters import clusters as find_clusters
from risk.history.periods import BLOCK_DAYS, Clock, Contrast, Unit
from risk.views.base import Ask, Views
from risk.warehouse.experience import exposure_sums
from risk.warehouse.filters import Filter
from risk.warehouse.moments import claim_moments, claim_points, first_moment

CONTRASTS: tuple[Contrast, ...] = ("weekend", "night")


def record(views: Views, ask: Ask) -> date | None:
    """First day of the record a filter leaves; None: no claim at all."""
    return first_moment(views.warehouse, ask.cut, "loss_at")


def profile(views: Views, ask: Ask, by: Unit) -> pd.DataFrame:
    """Reports by hour or weekday, losses by month: rates by family with honest intervals."""
    clock: Clock = "loss_at" if by == "month" else "reported_at"
    seen, first = counted(views, ask, clock, hourly=by == "hour")
    table = seasons.profile(seen, by=by, first=first, as_of=ask.cut.as_of, clock=clock)
    return table if len(seen) else table.iloc[:0]


def counted(views: Views, ask: Ask, clock: Clock, *, hourly: bool) -> tuple[pd.DataFrame, date]:
    """Claims counted by moment, and the first day of the record (none: the last day known)."""
    first = first_moment(views.warehouse, ask.cut, clock) or ask.cut.as_of
    seen = claim_moments(
        views.warehouse, ask.cut, clock, "block_hour" if hourly else "day",
        first=first, block_days=BLOCK_DAYS,
    )  # fmt: skip
    return seen, first


def hours(views: Views, ask: Ask) -> pd.DataFrame:
    """Reports by hour of the day."""
    return profile(views, ask, "hour")


def weekdays(views: Views, ask: Ask) -> pd.DataFrame:
    """Reports by day of the week."""
    return profile(views, ask, "weekday")


def months(views: Views, ask: Ask) -> pd.DataFrame:
    """Losses by calendar month."""
    return profile(views, ask, "month")


def contrasts(views: Views, ask: Ask) -> pd.DataFrame:
    """Weekends and nights against the rest, by reports."""
    parts, last = [], ask.cut.as_of
    for contrast in CONTRASTS:
        seen, first = counted(views, ask, "reported_at", hourly=contrast == "night")
        table = seasons.compare(seen, contrast=contrast, first=first, as_of=last)
        parts.append(table if len(seen) else table.iloc[:0])
    return pd.concat(parts, ignore_index=True)


def clusters(views: Views, ask: Ask) -> Clusters:
    """Hot and cold villages (Gi*, local Moran) under false-discovery control."""
    areas = views.experience(ask.cut, "region_code")
    return find_clusters(areas, villages(views), seed=ask.seed)


def villages(views: Views) -> gpd.GeoDataFrame:
    """Regions that claims are counted in."""
    regions = views.warehouse.regions()
    return regions[regions["level"] == "village"].reset_index(drop=True)


def near_repeat(views: Views, ask: Ask) -> pd.DataFrame:
    """Knox's test on claims outside events, at the points crews are sent to.

    ``own_point_share`` tells how many of them stand at a point of their own: the others stand at
    their village's, so that the first band means "the same village".
    """
    seen = claim_points(views.warehouse, ask.cut, most=knox.MOST_CLAIMS)
    if isinstance(seen, int):
        return knox.too_many(seen).assign(own_point_share=float("nan"))
    points = dispatch_points(seen, views.warehouse.regions())
    placed = points["lon"].notna()
    geometry = gpd.points_from_xy(points.loc[placed, "lon"], points.loc[placed, "lat"])
    flat = Plane.around(geometry).to_metres(geometry) if placed.any() else geometry
    at = seen[placed].assign(x_m=shapely.get_x(flat), y_m=shapely.get_y(flat))
    table = knox.near_repeat(at, seed=ask.seed)
    own = float((points.loc[placed, "point_source"] == "own").mean()) if placed.any() else 0.0
    return table.assign(own_point_share=own).iloc[: None if placed.any() else 0]


def forecast(views: Views, ask: Ask) -> ahead.Forecast:
    """Claims of the next twelve months by family, with how such forecasts did before."""
    store, as_of = views.warehouse, ask.cut.as_of
    return ahead.forecast(
        claim_moments(store, ask.cut, "loss_at", "month", events=True), as_of=as_of, seed=ask.seed,
        exposure=exposure_sums(store, Filter(as_of), ("year",)), start_month=store.start_month,
    )  # fmt: skip
