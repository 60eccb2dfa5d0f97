"""Read one version: every analytical question to the store is a method here, its SQL beside it."""

from datetime import date
from functools import cached_property
from types import TracebackType
from typing import Any, Self

import duckdb
import geopandas as gpd
import pandas as pd
import shapely
from numpy.typing import NDArray

from risk.errors import WarehouseError
from risk.settings import County
from risk.warehouse import files
from risk.warehouse.database import Parameters, fetch, fetch_columns, open_reader, quoted, sql
from risk.warehouse.filters import Filter, midnight_after
from risk.warehouse.layout import refuse_other
from risk.warehouse.seen import Bounds, known_claims
from risk.workspace import Workspace

EXAMPLES = 5  # claim numbers named


def open_version(ws: Workspace, version: str | None = None) -> "Warehouse":
    """Open a version read-only; default: the one in force.

    Raises:
        WarehouseError: nothing is loaded yet, or the version is missing, damaged or of a layout
            this huzhu does not read.
    """
    name = version or files.read_pointer(ws)
    if name is None:
        raise WarehouseError(
            "nothing is loaded yet", where=str(ws.root), remedy="run `huzhu load --all DIR`"
        )
    path = files.version_path(ws, name)
    connection = open_reader(path)
    try:
        refuse_other(connection, str(path))
    except WarehouseError:
        connection.close()
        raise
    return Warehouse(connection, name, ws.county())


class Warehouse:
    """One version, read-only; threads may share it (each call has its own cursor).

    Frames are pandas: text ``str``, times and dates ``datetime64[us]`` in local wall time, whole
    numbers with gaps ``float64``. ``as_of`` includes its whole local day and nothing later shows.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, name: str, county: County) -> None:
        self.name = name
        self._connection = connection
        self.start_month = county.contract_year_start_month

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def frame(self, query: str, parameters: Parameters = None) -> pd.DataFrame:
        """Run a query; values only ever as parameters."""
        return fetch(self._connection, query, parameters)

    def columns(self, query: str, parameters: Parameters = None) -> dict[str, NDArray[Any]]:
        """Run a query of numbers without gaps; its columns as arrays."""
        return fetch_columns(self._connection, query, parameters)

    @cached_property
    def bounds(self) -> Bounds:
        """What all claims keep within."""
        row = self.frame(sql("claim_bounds")).iloc[0]
        last, lines = row["last_stamp"], row["cover_lines"]
        return Bounds(
            None if pd.isna(last) else last.to_pydatetime(),
            frozenset(() if lines is None else lines),
        )

    @property
    def version(self) -> dict[str, Any]:
        """This version's record: name, created_at, previous, reason, currency, synthetic …"""
        row = self.frame("SELECT * FROM version WHERE name = ?", [self.name])
        return {str(k): v for k, v in row.iloc[0].items()}

    def regions(self) -> gpd.GeoDataFrame:
        """Regions as they are now, EPSG:4326, with the township each lies in.

        ``lon``, ``lat`` of a region that was given no point are a point inside its area.
        """
        frame = self.frame(sql("regions"))
        shapes = shapely.from_wkb(frame["geometry"].to_numpy())
        inside = shapely.point_on_surface(shapes)
        given = frame["lon"].notna() & frame["lat"].notna()
        frame["lon"] = frame["lon"].where(given, shapely.get_x(inside))
        frame["lat"] = frame["lat"].where(given, shapely.get_y(inside))
        return gpd.GeoDataFrame(frame.assign(geometry=shapes), geometry="geometry", crs="EPSG:4326")

    def claims(self, as_of: date) -> pd.DataFrame:
        """Claims reported by ``as_of``, later steps masked.

        Adds region_code (of today), township_code, peril_family, year (contract year of the loss)
        and event (whether the claim belongs to one).
        """
        query = known_claims(self.bounds, as_of) + "ORDER BY c.loss_at, c.claim_id"
        return self.frame(query, Filter(as_of).parameters(query, self.start_month))

    def exposure(self, as_of: date) -> pd.DataFrame:
        """House-years, sum-insured-years and earned premium by region and contract year."""
        return self.frame(sql("exposure"), {"as_of": as_of, "start_month": self.start_month})

    def village_features(self, as_of: date) -> pd.DataFrame:
        """How insured houses were built: means by region and contract year, by house-years.

        Columns region_code, year, house_years, earth_share (earth or stone walls, 土木 石木),
        poor_share (condition C or D when insured), age_years (contract year − year built); NaN
        where no policy tells. No rows without policies.
        """
        return self.frame(
            sql("village_features"), {"as_of": as_of, "start_month": self.start_month}
        )

    def in_force(self, day: date) -> pd.DataFrame:
        """Houses, sums insured and special-group households by region and structure on a day."""
        return self.frame(sql("in_force"), {"day": day})

    def events(self, as_of: date) -> pd.DataFrame:
        """Events begun by ``as_of``; one still running then has no end."""
        return self.frame(
            "SELECT * REPLACE (CASE WHEN ended_at < $before THEN ended_at END AS ended_at) "
            "FROM event WHERE started_at < $before ORDER BY started_at, event_id",
            {"before": midnight_after(as_of)},
        )

    def event_intensity(self) -> pd.DataFrame:
        """Hazard intensity by event, region and quantity."""
        return self.frame("FROM event_intensity ORDER BY event_id, region_code, quantity")

    def weather(self, as_of: date) -> pd.DataFrame:
        """Daily weather by region."""
        return self.frame("FROM weather WHERE day <= ? ORDER BY day, region_code", [as_of])

    def bases(self) -> pd.DataFrame:
        """Where own crews start."""
        return self.frame("FROM base ORDER BY base_id")

    def travel_matrix(self) -> pd.DataFrame:
        """Driving minutes somebody gave: origin (base or village), region_code, minutes, source."""
        return self.frame(
            "SELECT * EXCLUDE load_id FROM travel_matrix ORDER BY origin, region_code"
        )

    def roads(self) -> gpd.GeoDataFrame:
        """Roads of the ledger that have a line: road_id, name, class, geometry (EPSG:4326)."""
        frame = self.frame(
            "SELECT road_id, name, class, ST_AsWKB(geometry) AS geometry FROM road "
            "WHERE geometry IS NOT NULL ORDER BY road_id"
        )
        lines = shapely.from_wkb(frame["geometry"].to_numpy())
        return gpd.GeoDataFrame(frame.assign(geometry=lines), geometry="geometry", crs="EPSG:4326")

    def road_states(self, as_of: date) -> pd.DataFrame:
        """What was told of roads by ``as_of``: road_id, observed_at, region_code, state, note."""
        return self.frame(
            "SELECT * EXCLUDE load_id FROM road_state WHERE observed_at < ? "
            "ORDER BY observed_at, road_id",
            [midnight_after(as_of)],
        )

    def lenders(self) -> pd.DataFrame:
        """Who lends crews, how many, how soon, at what cost."""
        return self.frame("FROM lender ORDER BY lender_id")

    def surveyors(self) -> pd.DataFrame:
        """People by number, base, post and skills; no name."""
        return self.frame("FROM surveyor ORDER BY surveyor_id")

    def vehicles(self) -> pd.DataFrame:
        """Cars and their bases."""
        return self.frame("FROM vehicle ORDER BY vehicle_id")

    def absences(self) -> pd.DataFrame:
        """Who is away from which day to which."""
        return self.frame("FROM absence ORDER BY surveyor_id, from_day, to_day")

    def targets(self) -> pd.DataFrame:
        """Monthly targets by contract year."""
        return self.frame("FROM target ORDER BY contract_year, month, metric")

    def roster(self, as_of: date) -> pd.DataFrame:
        """Expected households by village and date of the list."""
        return self.frame("FROM roster WHERE as_of <= ? ORDER BY region_code, as_of", [as_of])

    def complaints(self, as_of: date) -> pd.DataFrame:
        """Complaints received by ``as_of``, later answers masked."""
        return self.frame(
            "SELECT * REPLACE ("
            "CASE WHEN first_answer_at < $before THEN first_answer_at END AS first_answer_at, "
            "CASE WHEN completed_at < $before THEN completed_at END AS completed_at) "
            "FROM complaint WHERE received_at < $before ORDER BY received_at, complaint_id",
            {"before": midnight_after(as_of)},
        )

    def calls(self, as_of: date) -> pd.DataFrame:
        """Hotline calls."""
        return self.frame(
            "FROM call WHERE called_at < ? ORDER BY called_at, call_id", [midnight_after(as_of)]
        )

    def warnings(self) -> pd.DataFrame:
        """Weather warnings."""
        return self.frame("FROM warning ORDER BY issued_at, warning_id")

    def crosswalk(self) -> pd.DataFrame:
        """Old region codes and what became of them."""
        return self.frame("FROM crosswalk ORDER BY ALL")

    def terrain(self) -> pd.DataFrame:
        """Height, slope and distances of regions; a typed value stands over a computed one."""
        return self.frame(sql("terrain"))

    def official_levels(self, as_of: date) -> pd.DataFrame:
        """Levels others gave to places, in every list published by ``as_of``, oldest first."""
        return self.frame(
            "FROM official_level WHERE as_of <= ? ORDER BY as_of, peril_family, region_code",
            [as_of],
        )

    def loads(self) -> pd.DataFrame:
        """What was loaded, with its counts of rows."""
        return self.frame("FROM load ORDER BY load_id")

    def rejects(self) -> pd.DataFrame:
        """Faults of refused rows, with the kind of ledger they stood in."""
        return self.frame(
            "SELECT l.kind, r.* FROM reject r JOIN load l USING (load_id) "
            'ORDER BY load_id, sheet, row, "column"'
        )

    def flags(self) -> pd.DataFrame:
        """Doubts about stored rows, with the kind of ledger they stand in."""
        return self.frame(
            "SELECT l.kind, f.* FROM flag f JOIN load l USING (load_id) "
            'ORDER BY load_id, sheet, row, "column"'
        )

    def corrections(self) -> pd.DataFrame:
        """Every changed value: table, key, column, old, new, who, why, when."""
        return self.frame('FROM correction ORDER BY corrected_at, "table", key, "column"')

    def match_quality(self) -> pd.DataFrame:
        """How policies and claims found their village: kind, quality, reason, rows."""
        return self.frame(sql("match_quality"))

    def match_by_file(self) -> pd.DataFrame:
        """The same by source file: kind, file, match_quality, rows."""
        return self.frame(sql("match_by_file"))

    def worst_places(self, *, limit: int = 200) -> pd.DataFrame:
        """Ways of writing a place that lost their village or raise a doubt, worst first.

        Columns township_name, region_name, region_code, place (of an address, where no village is
        named), rows, policies, claims, weight (rows × severity), match_quality, match_reason and
        found_code (of the worst row), distance_km (the farthest point), claim_ids (a few), files.
        """
        return self.frame(sql("worst_places"), {"examples": EXAMPLES, "limit": limit})

    def far_points(self, *, limit: int = 200) -> pd.DataFrame:
        """Points outside the village their rows were found in, farthest first.

        Columns lon, lat, region_code, distance_km, rows, claim_ids (a few).
        """
        return self.frame(sql("far_points"), {"examples": EXAMPLES, "limit": limit})

    def map_faults(self) -> pd.DataFrame:
        """What is wrong with the map, or was mended in it, the greatest of each fault first."""
        return self.frame("FROM map_fault ORDER BY fault, value DESC NULLS LAST, region_code")

    def counts(self) -> dict[str, int]:
        """Rows of every table."""
        tables = self.frame("SELECT table_name FROM duckdb_tables() ORDER BY ALL")["table_name"]
        return {
            t: int(self.frame(f"SELECT count(*) AS n FROM {quoted(t)}")["n"].iloc[0])  # noqa: S608
            for t in tables
        }

    def last_day(self) -> date:
        """Last day with a report, payment or weather row.

        Raises:
            WarehouseError: there are no claims, reports, weather or policies.
        """
        day = self.frame(sql("last_day"))["day"].iloc[0]
        if pd.isna(day):
            raise WarehouseError(
                "there is no claim, report, policy or weather row yet",
                where=self.name,
                remedy="load a ledger, or give --as-of",
            )
        return pd.Timestamp(day).date()

    def scores(self, as_of: date | None = None) -> tuple[dict[str, Any], pd.DataFrame] | None:
        """The latest stored model up to ``as_of`` and its scores; None if there is none."""
        models = self.frame(
            "FROM model WHERE $day IS NULL OR as_of <= $day ORDER BY as_of DESC LIMIT 1",
            {"day": as_of},
        )
        if models.empty:
            return None
        model = {str(k): v for k, v in models.iloc[0].items()}
        rows = self.frame(
            "FROM score WHERE model_version = ? ORDER BY level, peril_family, region_code",
            [model["model_version"]],
        )
        return model, rows

    def score_reasons(self, model_version: str) -> pd.DataFrame:
        """What one model's scores stand on: parts that add up to the rate less the county's."""
        return self.frame(
            "SELECT * EXCLUDE model_version FROM score_reason WHERE model_version = ? "
            "ORDER BY level, peril_family, region_code, reason",
            [model_version],
        )
