"""The slower judging: each listed event left out, and each township left out, by family."""

from collections.abc import Mapping
from typing import cast

import numpy as np
import pandas as pd

from risk.scoring.baselines import Predict, predict_all
from risk.scoring.evaluation import COLUMNS, Event, Scheme, by_event, by_township, compare
from risk.scoring.record import ALL, Hierarchy, Record, build_hierarchy

EVENT_CLAIMS_MIN = 10  # placed claims in the footprint; of fewer no ranking can be judged
EVENTS_MAX = 30  # the largest


def held_out(
    records: Mapping[str, Record],
    claims: pd.DataFrame,
    regions: pd.DataFrame,
    intensity: pd.DataFrame,
    *,
    chosen: Mapping[str, str],
    predict: Predict = predict_all,
) -> pd.DataFrame:
    """Judge the chosen model of each family beside the others on events and townships left out.

    Args:
        records: by family, as ``risk.scoring.read_records`` makes them.
        claims, regions: as given to ``risk.scoring.score``; claims with event_id.
        intensity: columns event_id, region_code, intensity: footprints of events.
        chosen: name of the model in use by family.

    Returns:
        peril_family, scheme (`Scheme.EVENT`, `Scheme.TOWNSHIP`), then ``evaluation.COLUMNS``
        (``origins`` counts events or blocks of townships).
    """
    hierarchy = build_hierarchy(regions)
    parts = []
    for family, model in chosen.items():
        record = records[family]
        events = listed_events(claims, intensity, hierarchy, record)
        judged = {
            Scheme.EVENT: by_event(record.panel, events, predict),
            Scheme.TOWNSHIP: by_township(record.panel, predict),
        }
        parts += [
            compare(table, model).assign(peril_family=family, scheme=scheme.value)
            for scheme, table in judged.items()
            if len(table)
        ]
    columns = ["peril_family", "scheme", *COLUMNS]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def listed_events(
    claims: pd.DataFrame, intensity: pd.DataFrame, hierarchy: Hierarchy, record: Record
) -> list[Event]:
    """Events with enough placed claims of the record's family in their footprint, largest first."""
    own = claims if record.family == ALL else claims[claims["peril_family"] == record.family]
    own = own[own["event_id"].notna()]
    column = hierarchy.codes.get_indexer(pd.Index(own["region_code"]))
    row = pd.Index(record.years).get_indexer(pd.Index(own["year"]))
    own = own.assign(column=column, row=row)[(column >= 0) & (row >= 0)]
    found = [
        _event(cast(str, event_id), rows, intensity, hierarchy, record)
        for event_id, rows in own.groupby("event_id")
    ]
    size = [float(e.counts.sum(axis=0)[e.inside].sum()) for e in found]
    order = np.argsort(np.negative(size), kind="stable")[:EVENTS_MAX]
    return [found[i] for i in order if size[i] >= EVENT_CLAIMS_MIN]


def _event(
    event_id: str,
    rows: pd.DataFrame,
    intensity: pd.DataFrame,
    hierarchy: Hierarchy,
    record: Record,
) -> Event:
    counts = np.zeros_like(record.panel.counts)
    np.add.at(counts, (rows["row"].to_numpy(), rows["column"].to_numpy()), 1.0)
    felt = intensity[(intensity["event_id"] == event_id) & (intensity["intensity"] > 0)]
    struck = set(felt["region_code"])
    inside = np.isin(hierarchy.codes, list(struck)) | np.isin(hierarchy.township, list(struck))
    return Event(event_id, counts, inside if inside.any() else np.ones(len(inside), dtype=bool))
