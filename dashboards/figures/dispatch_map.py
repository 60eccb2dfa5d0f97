"""The map of a dispatch day as GeoJSON: marks of claims, routes of crews, bases, closed places."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

SAME_DEG = 1e-4  # about ten metres: claims nearer than that are one mark
Feature = dict[str, Any]


def claim_marks(rows: pd.DataFrame) -> dict[str, Any]:
    """Marks of claims: one for all that lie at the same point, drawn as the most urgent of them.

    Args:
        rows: claim_id, look, village, lon, lat and ``tip``, its line of words; the most urgent
            first.
    """
    shown = rows.dropna(subset=["lon", "lat"])
    key = [(shown["lon"] / SAME_DEG).round(), (shown["lat"] / SAME_DEG).round()]
    features = [
        _point(
            float(group["lon"].iloc[0]), float(group["lat"].iloc[0]),
            look=str(group["look"].iloc[0]), n=len(group), claim=str(group["claim_id"].iloc[0]),
            claims=list(group["claim_id"]), name=str(group["village"].iloc[0]),
            tip=list(group["tip"].head(TIP_LINES)),
        )
        for _, group in shown.groupby(key, sort=False)
    ]  # fmt: skip
    # the most urgent are drawn last, above the others
    return {"type": "FeatureCollection", "features": features[::-1]}


TIP_LINES = 6


def route_lines(routes: Mapping[str, Sequence[tuple[float, float, bool]]]) -> dict[str, Any]:
    """Lines of crews: what is driven already, and what is still to be driven.

    Args:
        routes: by crew, the points in order: longitude, latitude, and whether the crew has been
            there already; the first is where its day began.
    """
    features: list[Feature] = []
    for crew, points in routes.items():
        been = sum(1 for *_, reached in points if reached)
        done, left = points[: max(been, 1)], points[max(been, 1) - 1 :]
        for part, ahead in ((done, False), (left, True)):
            if len(part) > 1:
                line = [[x, y] for x, y, _ in part]
                features.append(
                    {
                        "type": "Feature",
                        "properties": {"crew": crew, "ahead": ahead},
                        "geometry": {"type": "LineString", "coordinates": line},
                    }
                )
    return {"type": "FeatureCollection", "features": features}


def _point(lon: float, lat: float, **properties: Any) -> Feature:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
    }
