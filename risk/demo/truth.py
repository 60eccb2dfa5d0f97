"""The latent risk that scoring is to find: persistent by village, and by how a house is built."""

import numpy as np
import pandas as pd

from risk.demo.land import Land
from risk.demo.sizes import Floats, stream
from risk.terms import Peril, PerilFamily

FAMILIES = tuple(PerilFamily)
# Share of claims outside events.
FAMILY_SHARE = {
    PerilFamily.STORM: 0.31, PerilFamily.FLOOD: 0.13, PerilFamily.SNOW: 0.07,
    PerilFamily.EARTHQUAKE: 0.01, PerilFamily.GROUND: 0.14, PerilFamily.ACCIDENT: 0.34,
}  # fmt: skip
# Relative chance of a claim by structure, in the order of ``Structure``.
VULNERABILITY = {
    PerilFamily.STORM: (1.6, 1.2, 1.0, 0.5, 0.4, 1.1),
    PerilFamily.FLOOD: (2.4, 1.3, 1.0, 0.6, 0.5, 1.0),
    PerilFamily.SNOW: (1.7, 1.1, 1.0, 0.4, 0.3, 1.1),
    PerilFamily.EARTHQUAKE: (2.2, 1.8, 1.0, 0.4, 0.2, 1.0),
    PerilFamily.GROUND: (1.5, 1.2, 1.0, 0.7, 0.6, 1.0),
    PerilFamily.ACCIDENT: (1.0, 0.9, 1.2, 0.7, 0.5, 1.1),
}
PERIL_SHARE: dict[PerilFamily, dict[Peril, float]] = {
    PerilFamily.STORM: {Peril.GALE: 0.42, Peril.HAIL: 0.2, Peril.RAINSTORM: 0.3,
                        Peril.LIGHTNING: 0.08},
    PerilFamily.FLOOD: {Peril.FLOOD: 0.55, Peril.WATERLOGGING: 0.3, Peril.DEBRIS_FLOW: 0.15},
    PerilFamily.SNOW: {Peril.SNOW: 0.85, Peril.ICE: 0.15},
    PerilFamily.EARTHQUAKE: {Peril.EARTHQUAKE: 1.0},
    PerilFamily.GROUND: {Peril.LANDSLIDE: 0.45, Peril.SUBSIDENCE: 0.35,
                         Peril.MOUNTAIN_COLLAPSE: 0.2},
    PerilFamily.ACCIDENT: {Peril.FIRE: 0.68, Peril.EXPLOSION: 0.05, Peril.FLYING_OBJECT: 0.02,
                           Peril.SOLID_OBJECT_COLLAPSE: 0.25},
}  # fmt: skip
NEIGHBOURHOOD_KM = 6.0


def build_truth(land: Land, seed: int) -> pd.DataFrame:
    """Latent relative risk: rows as ``land.villages``, one column a family, mean one.

    Lognormal: what a village shares over all perils, what it shares with its neighbours, what is
    its own, and its place (river, height, slope).
    """
    rng, villages = stream(seed, "truth"), land.villages
    n = len(villages)
    near = _neighbourhood(villages)
    place = {
        PerilFamily.FLOOD: -0.45 * _standard(np.log(villages["river_km"] + 0.3)),
        PerilFamily.SNOW: 0.5 * _standard(villages["elevation_m"]),
        PerilFamily.STORM: 0.2 * _standard(villages["elevation_m"]),
        PerilFamily.GROUND: 0.4 * _standard(villages["slope_deg"]),
    }
    common = 0.3 * rng.normal(size=n)
    risk = pd.DataFrame(index=villages.index)
    for family in FAMILIES:
        shared = _standard(near @ rng.normal(size=n))
        log_risk = common + 0.4 * shared + 0.35 * rng.normal(size=n) + place.get(family, 0.0)
        risk[family.value] = np.exp(log_risk) / np.exp(log_risk).mean()
    return risk


def _neighbourhood(villages: pd.DataFrame) -> Floats:
    x, y = villages["x_km"].to_numpy(), villages["y_km"].to_numpy()
    distance = np.hypot(x[:, None] - x, y[:, None] - y)
    return np.asarray(np.exp(-0.5 * (distance / NEIGHBOURHOOD_KM) ** 2))


def _standard(values: Floats | pd.Series) -> Floats:
    array = np.asarray(values, dtype=float)
    return np.asarray((array - array.mean()) / array.std())


def house_weights(houses: pd.DataFrame, truth: pd.DataFrame) -> dict[PerilFamily, Floats]:
    """Relative chance of a claim of each household, by family."""
    old = np.exp((2018 - houses["built_year"].to_numpy()) / 60)
    village, structure = houses["village"].to_numpy(), houses["structure"].to_numpy()
    return {
        family: old
        * np.array(VULNERABILITY[family])[structure]
        * truth[family.value].to_numpy()[village]
        for family in FAMILIES
    }
