"""Views of when and where claims come, and of the year ahead."""

from datetime import date

import geopandas as gpd
import pandas as pd

from risk.geography.dispatch import dispatch_points
from risk.geography.plane import Plane
from risk.history import forecast as ahead
from risk.history import near_repeat as knox
from risk.history import seasons
from risk.history.clusters import Clusters
from risk.history.clusters import clusters as find_clusters
from risk.history.periods import Clock, Contrast, Unit
from risk.views.base import Ask, Views
from risk.views.claims import rows

CONTRASTS: tuple[Contrast, ...] = ("weekend", "night")


def record(views: Views, ask: Ask) -> date | None:
    """First day of the record a filter leaves; None: no claim at all."""
    first = rows(views, ask.cut)["loss_at"].min()
    return None if pd.isna(first) else first.date()


def profile(views: Views, ask: Ask, by: Unit) -> pd.DataFrame:
    """Reports by hour or weekday, losses by month: rates by family with honest intervals."""
    seen = rows(views, ask.cut)
    clock: Clock = "loss_at" if by == "month" else "reported_at"
    first, last = first_day(seen, clock, ask.cut.as_of), ask.cut.as_of
    table = seasons.profile(seen, by=by, first=first, as_of=last, clock=clock)
    return table if seen[clock].notna().any() else table.iloc[:0]


def first_day(seen: pd.DataFrame, clock: Clock, as_of: date) -> date:
    """First day a clock is stamped on; the last day known where it never is."""
    stamps = seen[clock].dropna()
    return as_of if stamps.empty else stamps.min().date()


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
    seen = rows(views, ask.cut)
    first, last = first_day(seen, "reported_at", ask.cut.as_of), ask.cut.as_of
    table = pd.concat(
        [seasons.compare(seen, contrast=c, first=first, as_of=last) for c in CONTRASTS],
        ignore_index=True,
    )
    return table if seen["reported_at"].notna().any() else table.iloc[:0]


def clusters(views: Views, ask: Ask) -> Clusters:
    """Hot and cold villages (Gi*, local Moran) under false-discovery control."""
    areas = views.experience(ask.cut, "region_code")
    return find_clusters(areas, villages(views), seed=ask.seed)


def cluster_table(views: Views, ask: Ask) -> pd.DataFrame:
    """The same as a table, village by village."""
    return clusters(views, ask).frame


def villages(views: Views) -> gpd.GeoDataFrame:
    """Regions that claims are counted in."""
    regions = views.warehouse.regions()
    return regions[regions["level"] == "village"].reset_index(drop=True)


def near_repeat(views: Views, ask: Ask) -> pd.DataFrame:
    """Knox's test on claims outside events, at the points crews are sent to."""
    seen, regions = rows(views, ask.cut), views.warehouse.regions()
    points = dispatch_points(seen, regions)
    placed = points["lon"].notna()
    geometry = gpd.points_from_xy(points.loc[placed, "lon"], points.loc[placed, "lat"])
    flat = Plane.around(geometry).to_metres(geometry) if placed.any() else geometry
    at = seen[placed].assign(x_m=[p.x for p in flat], y_m=[p.y for p in flat])
    table = knox.near_repeat(at, seed=ask.seed)
    return table if placed.any() else table.iloc[:0]


def forecast(views: Views, ask: Ask) -> ahead.Forecast:
    """Claims of the next twelve months by family, with how such forecasts did before."""
    return ahead.forecast(
        rows(views, ask.cut), as_of=ask.cut.as_of, seed=ask.seed,
        exposure=views.warehouse.exposure(ask.cut.as_of), start_month=views.warehouse.start_month,
    )  # fmt: skip


def forecast_months(views: Views, ask: Ask) -> pd.DataFrame:
    """The forecast by month."""
    return forecast(views, ask).by_month


def forecast_years(views: Views, ask: Ask) -> pd.DataFrame:
    """The forecast of the whole year."""
    return forecast(views, ask).by_year


def forecast_backtest(views: Views, ask: Ask) -> pd.DataFrame:
    """How this and simpler forecasts did on years they had not seen."""
    return forecast(views, ask).backtest
