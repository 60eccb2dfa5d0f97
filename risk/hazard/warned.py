"""The villages of a warning as a footprint: the signal gives the kind, its colour the grade."""

import numpy as np
import pandas as pd

from risk.errors import ModelError
from risk.hazard.extent import Extent, Origin, make_extent
from risk.hazard.places import village_places
from risk.hazard.scenario import Assumption
from risk.reference import Preset, presets
from risk.terms import Status, WarningColour

KIND_OF_SIGNAL = {
    "typhoon": "gale", "gale": "gale", "thunderstorm_gale": "gale", "hail": "hail",
    "lightning": "lightning", "rainstorm": "rainstorm", "flash_flood": "flash_flood",
    "geological": "debris_flow", "blizzard": "blizzard", "road_ice": "ice",
    "earthquake": "earthquake",
}  # fmt: skip
GRADE_OF_COLOUR = {
    WarningColour.BLUE: "moderate", WarningColour.YELLOW: "moderate",
    WarningColour.ORANGE: "severe", WarningColour.RED: "extreme",
}  # fmt: skip


def preset_of(signal: str, colour: str) -> Preset:
    """The preset a warning stands for.

    Raises:
        ModelError: no presets are known for the signal, or it has no national colour.
    """
    kind = KIND_OF_SIGNAL.get(signal)
    known = [c.value for c in WarningColour]
    if kind is None or colour not in known:
        raise ModelError(
            f"a warning {signal or '?'} {colour or '?'} has no preset",
            where="warning",
            remedy="choose a preset, or draw the area and give an intensity",
        )
    grade = GRADE_OF_COLOUR[WarningColour(colour)]
    return next(p for p in presets() if (p.kind, p.grade) == (kind, grade))


def from_warned(villages: pd.DataFrame, regions: pd.DataFrame, preset: Preset) -> Extent:
    """Every village inside a warning at the core intensity of the preset its colour stands for.

    A warning tells what may come somewhere in its area, so this is a bad case, and said so.

    Args:
        villages: region_code, share (of its outline inside), as ``risk.hazard.inside``.
        regions: the warehouse's regions.
        preset: from :func:`preset_of`.

    Raises:
        ModelError: no village lies inside.
    """
    places = village_places(regions)
    share = villages.set_index("region_code")["share"].reindex(places.index)
    intensity = np.where(share.notna(), preset.core_intensity, np.nan)
    figure = preset.figure("core_intensity")
    colour = Assumption(
        "warned_intensity", figure.value, figure.unit, figure.low, figure.high,
        "the colour is taken as the grade, over the whole area warned", Status.ASSUMED, figure.date,
    )  # fmt: skip
    return make_extent(
        places, intensity, quantity=preset.quantity, origin=Origin.ALERT, share=share.to_numpy(),
        low=figure.low, high=figure.high, method={"key": "alert"}, assumptions=(colour,),
    )  # fmt: skip
