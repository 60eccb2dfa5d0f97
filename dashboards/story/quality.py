"""Story → what the data-quality page shows."""

import pandas as pd

from risk.flow import Story


def load_table(story: Story) -> pd.DataFrame:
    """Loads, newest first; ``balanced``: rows in = stored + rejected."""
    loads = story.quality.loads
    balanced = loads["rows_in"] == loads["rows_stored"] + loads["rows_rejected"]
    return loads.assign(balanced=balanced).sort_values("load_id", ascending=False)


def rows_in_all(story: Story) -> dict[str, int]:
    """Rows in, stored and rejected over every load."""
    loads = story.quality.loads
    return {name: int(loads[name].sum()) for name in ("rows_in", "rows_stored", "rows_rejected")}


def reject_summary(story: Story) -> pd.DataFrame:
    """Faults counted by file, column and rule: file, column, rule, remedy, faults; most first."""
    rejects = story.quality.rejects
    keys = ["file", "column", "rule", "remedy"]
    counted = rejects.groupby(keys, dropna=False).size().rename("faults").reset_index()
    return counted.sort_values("faults", ascending=False)


def flag_summary(story: Story) -> pd.DataFrame:
    """Doubts counted by file, column and rule."""
    flags = story.quality.flags
    keys = [key for key in ("kind", "file", "column", "rule") if key in flags.columns]
    counted = flags.groupby(keys, dropna=False).size().rename("rows").reset_index()
    return counted.sort_values("rows", ascending=False)


def match_table(story: Story) -> pd.DataFrame:
    """Rows by kind, match quality and reason."""
    frame = story.quality.match_quality
    return frame.sort_values(["kind", "rows"], ascending=[True, False])
