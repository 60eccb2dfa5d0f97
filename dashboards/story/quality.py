"""Story → what the data-quality page shows."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

import pandas as pd

from risk.flow import Story
from risk.ledger.faults import WORDING, Fault

ROWS_NAMED = 5
FAULTS_READ = 20_000  # wordings of a county's rejects and doubts; reading one tries every pattern


def load_table(story: Story) -> pd.DataFrame:
    """Every load ever, newest first; ``balanced``: rows in = stored + rejected."""
    loads = story.quality.loads
    balanced = loads["rows_in"] == loads["rows_stored"] + loads["rows_rejected"]
    return loads.assign(balanced=balanced).sort_values("load_id", ascending=False)


def current_loads(story: Story) -> pd.DataFrame:
    """The newest load of each ledger and file: a file mended and loaded again counts once."""
    loads = story.quality.loads.sort_values("load_id")
    return loads.drop_duplicates(["kind", "file"], keep="last")


def current_rejects(story: Story) -> pd.DataFrame:
    """Faults of the newest load of each file."""
    return _current(story, story.quality.rejects)


def current_flags(story: Story) -> pd.DataFrame:
    """Doubts of the newest load of each file."""
    return _current(story, story.quality.flags)


def _current(story: Story, faults: pd.DataFrame) -> pd.DataFrame:
    return faults[faults["load_id"].isin(current_loads(story)["load_id"])]


def rows_in_all(story: Story) -> dict[str, int]:
    """Rows in, stored and rejected over the newest load of each file."""
    loads = current_loads(story)
    return {name: int(loads[name].sum()) for name in ("rows_in", "rows_stored", "rows_rejected")}


def reject_summary(story: Story, lang: str) -> pd.DataFrame:
    """Faults counted by file, column and kind of fault, most first.

    Columns file, column, rule, remedy (in the language asked for), rows (the first few row numbers
    as the user sees them), faults.
    """
    return _summary(current_rejects(story), lang)


def flag_summary(story: Story, lang: str) -> pd.DataFrame:
    """Doubts counted as :func:`reject_summary` counts faults."""
    return _summary(current_flags(story), lang)


def _summary(faults: pd.DataFrame, lang: str) -> pd.DataFrame:
    columns = ["file", "column", "rule", "remedy", "rows", "faults"]
    read = [read_fault(rule, remedy) for rule, remedy in _pairs(faults)]
    code = [f.code if f else rule for f, rule in zip(read, faults["rule"], strict=True)]
    rows = []
    frame = faults.assign(code=code, fault=read)
    for (file, column, _), group in frame.groupby(["file", "column", "code"], dropna=False):
        rule, remedy = _words(group, lang)
        named = ", ".join(str(n) for n in sorted(group["row"].unique())[:ROWS_NAMED])
        more = ", …" if group["row"].nunique() > ROWS_NAMED else ""
        rows.append((file, column, rule, remedy, named + more, len(group)))
    return pd.DataFrame(rows, columns=columns).sort_values("faults", ascending=False)


def _pairs(faults: pd.DataFrame) -> Iterable[tuple[str, str]]:
    return zip(faults["rule"].astype(str), faults["remedy"].astype(str), strict=True)


def _words(group: pd.DataFrame, lang: str) -> tuple[str, str]:
    """Rule and remedy of faults of one kind; what differs between them is left as an ellipsis."""
    first = group["fault"].iloc[0]
    if first is None:
        return str(group["rule"].iloc[0]), str(group["remedy"].iloc[0])
    same = {
        name: value if all(f.values[name] == value for f in group["fault"]) else "…"
        for name, value in first.values.items()
    }
    return Fault(first.code, same).text(lang)


@lru_cache(maxsize=FAULTS_READ)
def read_fault(rule: str, remedy: str) -> Fault | None:
    """The fault whose Chinese or English wording a stored rule and remedy are."""
    for code, rule_pattern, remedy_pattern in _wordings():
        in_rule, in_remedy = rule_pattern.fullmatch(rule), remedy_pattern.fullmatch(remedy)
        if in_rule and in_remedy:
            return Fault(code, {**in_rule.groupdict(), **in_remedy.groupdict()})
    return None


@cache
def _wordings() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    return tuple(
        (code, _pattern(texts[at]), _pattern(texts[at + 1]))
        for code, texts in WORDING.items()
        for at in (0, 2)
    )


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(text)))
