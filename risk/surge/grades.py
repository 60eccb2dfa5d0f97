"""How strong a past event was, by what the hazard did, never by what it cost.

An event's core is the upper half of the range of its recorded intensities (as in
``risk.hazard.scenario_from_event``); its grade is that of the preset of its family whose core
intensity lies nearest to the median of that core, in log intensity. An event without intensities in
the presets' quantity has no grade.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from risk.reference import Preset


def core_of(marks: pd.DataFrame) -> pd.DataFrame:
    """Rows of the upper half of the intensity range."""
    middle = (marks["intensity"].min() + marks["intensity"].max()) / 2
    core: pd.DataFrame = marks[marks["intensity"] >= middle]
    return core


def grade_of(core: pd.DataFrame, family: str, presets: Sequence[Preset]) -> str | None:
    """Grade of an event of that family.

    Args:
        core: intensity, quantity; the event's core.
        family: of the event.
        presets: of any family; those of the family give grade, quantity and core intensity.
    """
    told = set(core["quantity"])
    of_family = [p for p in presets if p.family == family and p.quantity in told]
    alike = [p for p in of_family if p.kind == of_family[0].kind]  # one kind measures one thing
    usable = core.loc[core["quantity"].isin([p.quantity for p in alike]), "intensity"]
    if usable.empty:
        return None
    strength = np.log(usable.median())
    return min(alike, key=lambda p: abs(np.log(p.core_intensity) - strength)).grade
