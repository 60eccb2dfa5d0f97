"""Models beside baselines on what they had not seen: years, events, townships; never random rows.

Rolling origin by year is the main judge and chooses. Leaving an event out asks whether the places
of one storm are told by the others; leaving townships out, what is known of villages without
history. A forecast sees the panel's earlier years only. Claims are those known on the day of
scoring: what is left is the report of a claim in the first days after its year's end.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.scoring import metrics
from risk.scoring.baselines import Predict, predict_all
from risk.scoring.hierarchy import Model, Panel
from risk.scoring.metrics import poisson_deviance
from risk.scoring.moments import Floats
from risk.scoring.verdict import beside

ORIGINS_MAX = 10  # the last years judged
CHOSEN_ON = 3  # of them, the last ones: told from a record about as long as the one in use
BLOCKS_MAX = 20  # townships left out one by one; of more, several at a time
FLOOR = 0.05  # of the county rate: a raw rate of 0 would make any later claim impossible
MEASURES = ("deviance", "d2", "rank", "gini", "capture", "pai")
COLUMNS = (
    "model", *MEASURES, "origins", "difference", "difference_lo", "difference_hi", "verdict",
    "chosen",
)  # fmt: skip


class Scheme(StrEnum):
    """What was kept from the models."""

    YEAR = "year"
    EVENT = "event"
    TOWNSHIP = "township"


@dataclass(frozen=True)
class Event:
    """One listed event.

    Attributes:
        counts: (Y, N) its claims.
        inside: (N,) villages of its footprint; all where none is recorded.
    """

    event_id: str
    counts: Floats
    inside: NDArray[np.bool_]


Forecasts = Mapping[int, Mapping[str, Floats]]
"""Year judged (row of the panel) → model → (N,) rates told from the years before it."""


def evaluate(panel: Panel, forecasts: Forecasts) -> pd.DataFrame:
    """Rolling origin by year: means over the judged years, and the chosen model beside each other.

    Predictions are scaled to the judged year's total: a bad year for everyone is not the village
    ranking's fault. The chosen model is the one of lowest deviance on the last `CHOSEN_ON` of these
    years, so that its lead there is told a little too large; ties are merged everywhere (see
    ``risk.scoring.metrics``).

    Returns:
        `COLUMNS`: model; deviance (mean Poisson deviance a village); d2; rank (Spearman, with the
        year's raw rate); gini; capture (share of the year's claims in the tenth of villages rated
        highest); pai; origins; difference of deviance (chosen − this one) with its interval over
        years; verdict; chosen. Empty when no year with claims has one before it.
    """
    table = by_year(panel, forecasts)
    return compare(table, choose(table).value)


def forecast_years(panel: Panel, predict: Predict = predict_all) -> Forecasts:
    """Rates of every judged year, told from the years before it."""
    return {year: predict(panel.years(slice(0, year))) for year in origins(panel)}


def by_year(panel: Panel, forecasts: Forecasts) -> pd.DataFrame:
    """Up to `ORIGINS_MAX` last years, each told from the years before it.

    Returns:
        unit (row of the panel), model, `MEASURES`.
    """
    return _table(
        (year, name, _scaled(rate, past, panel.exposure[year], panel.counts[year]))
        for year, rates in forecasts.items()
        for past in [panel.years(slice(0, year))]
        for name, rate in rates.items()
    )


def by_event(panel: Panel, events: Sequence[Event], predict: Predict = predict_all) -> pd.DataFrame:
    """Each event's claims in its footprint told from the record without them, scaled to its total.

    Later years stay in the record: this asks whether storms strike alike, not what was known then.
    An official level published since may know the event; it is then told a little too well.
    House-years are those of the year with most of its claims.
    """
    return _table(
        (event.event_id, name, _scaled(rate, rest, houses, event.counts.sum(axis=0)))
        for event in events
        for rest in [panel.of(panel.counts - event.counts, panel.exposure)]
        for houses in [panel.exposure[event.counts.sum(axis=1).argmax()] * event.inside]
        for name, rate in predict(rest).items()
    )


def by_township(panel: Panel, predict: Predict = predict_all) -> pd.DataFrame:
    """Whole townships told from the others, all years together: what new villages would be given.

    Expected claims are not scaled to the townships' own. A model that knows villages by their
    record only has nothing but the county's rate to give: there it ties, and the table says so.
    Features and neighbours have more to say.
    """
    return _table(
        (block, name, _unscaled(rate, rest, houses, came))
        for block, held in _blocks(panel)
        for rest in [panel.of(panel.counts * ~held, panel.exposure * ~held)]
        for houses, came in [(panel.exposure.sum(axis=0) * held, panel.counts.sum(axis=0))]
        for name, rate in predict(rest).items()
    )


def _blocks(panel: Panel) -> list[tuple[int, NDArray[np.bool_]]]:
    """Townships, one or several at a time, that have claims of their own and leave others some."""
    block = panel.group % BLOCKS_MAX
    claims = np.bincount(block, panel.counts.sum(axis=0))
    told = (claims > 0) & (claims < claims.sum())
    return [(int(b), block == b) for b in np.flatnonzero(told)]


def origins(panel: Panel) -> list[int]:
    """Years to judge: claims of insured houses in them and before them.

    Only those with at least two years before, if there are any.
    """
    claims = (panel.counts * (panel.exposure > 0)).sum(axis=1)
    usable = [y for y in range(1, len(claims)) if claims[y] > 0 and claims[:y].sum() > 0]
    longer = [y for y in usable if y >= 2]
    return (longer or usable)[-ORIGINS_MAX:]


Cells = tuple[Floats, Floats, Floats, Floats]
"""Rate, expected claims, claims, house-years of the cells judged."""


def _scaled(rate: Floats, past: Panel, houses: Floats, counts: Floats) -> Cells:
    """Cells with house-years; expected claims scaled to the total that came."""
    there = houses > 0
    expected = expected_claims(rate, past, houses)[there]
    expected *= counts[there].sum() / expected.sum() if expected.sum() > 0 else 1.0
    return rate[there], expected, counts[there], houses[there]


def _unscaled(rate: Floats, past: Panel, houses: Floats, counts: Floats) -> Cells:
    there = houses > 0
    expected = expected_claims(rate, past, houses)
    return rate[there], expected[there], counts[there], houses[there]


def expected_claims(rate: Floats, past: Panel, houses: Floats) -> Floats:
    """Claims expected of a rate; at least `FLOOR` of the county's, which a raw 0 would deny."""
    mean = past.counts.sum() / max(past.exposure.sum(), metrics.TINY)
    return np.asarray(np.maximum(rate, FLOOR * mean) * houses)


def _table(judged: Iterable[tuple[int | str, str, Cells]]) -> pd.DataFrame:
    rows = [{"unit": unit, "model": name, **_measure(*cells)} for unit, name, cells in judged]
    return pd.DataFrame(rows, columns=["unit", "model", *MEASURES])


def _measure(rate: Floats, expected: Floats, counts: Floats, houses: Floats) -> dict[str, float]:
    deviance = poisson_deviance(counts, expected)
    flat = houses * (expected.sum() / houses.sum()) if len(houses) else houses
    top = metrics.top(rate, counts, houses)
    return {
        "deviance": deviance,
        "d2": metrics.explained(deviance, poisson_deviance(counts, flat)),
        "rank": metrics.rank(rate, counts / houses),
        "gini": metrics.gini(rate, counts, houses),
        "capture": top.capture,
        "pai": top.pai,
    }


def compare(judged: pd.DataFrame, chosen: str) -> pd.DataFrame:
    """Means over units, and the chosen model's deviance beside each other's, unit by unit.

    A model may lack some units (an official level not yet published): its means, ``origins`` and
    difference are of the units it has.

    Args:
        judged: columns of :func:`by_year`, :func:`by_event` or :func:`by_township`.
        chosen: name of the model in use.

    Returns:
        `COLUMNS`, models in the order given. The chosen one's own verdict is empty.
    """
    if judged.empty:
        return pd.DataFrame(columns=list(COLUMNS)).astype({"chosen": bool, "origins": int})
    table = judged.drop(columns="unit").groupby("model", sort=False).mean()
    deviance = judged.pivot(index="unit", columns="model", values="deviance")
    has = deviance.notna()
    rows = [beside(*(deviance.loc[has[m], c].to_numpy() for c in (chosen, m))) for m in table.index]
    told = pd.DataFrame(rows, index=table.index)
    is_chosen = table.index == chosen
    told.loc[is_chosen, "verdict"] = ""
    units = has.sum()[table.index].to_numpy()
    table = table.assign(origins=units, chosen=is_chosen).join(told).reset_index()
    return table[list(COLUMNS)]


def choose(judged: pd.DataFrame) -> Model:
    """The shippable model of lowest mean deviance over the last `CHOSEN_ON` years judged.

    Forecasts from two or three years of record say little of a model that has eight. Credibility
    with event luck where none was judged.

    Args:
        judged: columns of :func:`by_year`.
    """
    last = np.sort(judged["unit"].unique())[-CHOSEN_ON:]
    means = judged[judged["unit"].isin(last)].groupby("model", sort=False)["deviance"].mean()
    shippable = means[means.index.isin([m.value for m in Model])]
    return Model(str(shippable.idxmin())) if len(shippable) else Model.CREDIBILITY


def in_use(compared: pd.DataFrame) -> Model:
    """The chosen model of :func:`evaluate`'s table; credibility with event luck of an empty one."""
    chosen = compared.loc[compared["chosen"].astype(bool), "model"]
    return Model(str(chosen.iloc[0])) if len(chosen) else Model.CREDIBILITY
