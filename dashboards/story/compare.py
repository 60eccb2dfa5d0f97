"""Two or three scenarios beside one another: figures, and villages gained and lost."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dashboards.story.choice import Choice
from dashboards.story.surge import SurgeDesk
from risk.flow import Story
from risk.hazard import Zone, place_houses
from risk.operations.scenarios import Saved
from risk.surge import Forecast


@dataclass(frozen=True)
class Compared:
    """One scenario of a comparison.

    Attributes:
        saved: its name, version, author.
        choice: what was set.
        forecast: its claims on today's data.
        houses: insured houses in the footprint.
        gained: codes of villages hit here and not in the first scenario.
        lost: codes of villages hit in the first and not here.
    """

    saved: Saved
    choice: Choice
    forecast: Forecast
    houses: float
    gained: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def villages(self) -> int:
        """Villages hit."""
        return len(self.forecast.scenario.footprint)

    @property
    def core(self) -> int:
        """Villages in the core."""
        return int((self.forecast.scenario.footprint["zone"] == Zone.CORE).sum())


def compare(
    story: Story, desk: SurgeDesk, chosen: Sequence[tuple[Saved, Choice]]
) -> list[Compared]:
    """Each scenario worked out on the data of today; the first is what the others are set against.

    Raises:
        HuzhuError: one of them cannot be worked out.
    """
    placed = place_houses(story.facts.in_force, story.facts.regions)
    houses = placed.set_index("region_code")["houses"]
    first: set[str] | None = None
    out = []
    for saved, choice in chosen:
        forecast = desk.claims(story, choice)
        codes = forecast.scenario.footprint["region_code"].astype(str)
        own = set(codes)
        first = own if first is None else first
        out.append(
            Compared(
                saved, choice, forecast, float(houses.reindex(codes).sum()),
                tuple(sorted(own - first)), tuple(sorted(first - own)),
            )
        )  # fmt: skip
    return out


def village_table(story: Story, compared: Sequence[Compared]) -> pd.DataFrame:
    """Expected claims of each village in each scenario: region_code, name, township, c0, c1 …"""
    regions = story.facts.regions.drop_duplicates("code").set_index("code")
    means = {
        f"c{i}": c.forecast.by_village.set_index("region_code")["mean"]
        for i, c in enumerate(compared)
    }
    frame = pd.DataFrame(means).rename_axis("region_code").reset_index()
    frame.insert(1, "name", frame["region_code"].map(regions["name"]))
    frame.insert(2, "township", frame["region_code"].map(regions["township_name"]))
    return frame.sort_values("c0", ascending=False, na_position="last", ignore_index=True)
