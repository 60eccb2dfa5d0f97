"""Reports of the next 24 hours, in words and bars."""

from typing import Any

import numpy as np

from dashboards.i18n import number, span, t
from dashboards.story.wall.ahead import HIGH, LOW, Ahead, Ints
from dashboards.story.wall.moment import seconds

DIGITS = 2
FEW = 10


def hours(made: Ahead | None, failure: str, lang: str) -> dict[str, Any]:
    """The sight of what comes.

    Args:
        made: None: not told yet.
        failure: kind of the error that ended the telling; "": none did.
        lang: zh or en.

    Returns:
        state: ready, working (it is still being told) or none (it cannot be); start: second of the
        first hour; bars of each hour: ordinary and extra (means), low, high (10–90 % of both);
        value, range: reports of all 24 hours; total: what they are; words: what bars are, and what
        is not known.
    """
    if failure:
        return {"state": "none", "words": [t("wall.ahead.failed", lang, error=failure)]}
    if made is None:
        return {"state": "working", "words": [t("wall.ahead.working", lang)]}
    total = made.total
    if total is None:
        return {"state": "none", "words": _words(made, lang)}
    sums = total.sum(axis=1)
    low, high = np.quantile(total, LOW, axis=0), np.quantile(total, HIGH, axis=0)
    parts = zip(_means(made.ordinary), _means(made.extra), low, high, strict=True)
    least, most = np.quantile(sums, [LOW, HIGH])
    range_ = span(float(least), float(most), lang)
    warned = made.source == "warning" and made.extra is not None
    key = "wall.ahead.total_warning" if warned else "wall.ahead.total"
    return {
        "state": "ready",
        "start": seconds(made.start),
        "bars": [[round(float(x), DIGITS) for x in bar] for bar in parts],
        "value": few(float(sums.mean()), lang),
        "range": range_,
        "total": t(key, lang, range=range_),
        "words": _words(made, lang),
    }


def few(value: float, lang: str) -> str:
    """An expected count: with a decimal where it is small."""
    return number(value, lang, 1 if value < FEW else 0)


def _means(draws: Ints | None) -> "np.ndarray[Any, np.dtype[np.float64]]":
    return np.zeros(24) if draws is None else draws.mean(axis=0)


def _words(made: Ahead, lang: str) -> list[str]:
    told = []
    if made.ordinary is not None:
        n = few(float(made.ordinary.sum(axis=1).mean()), lang)
        told = [t("wall.ahead.ordinary", lang, n=n)]
    if made.extra is not None:
        n = few(float(made.extra.sum(axis=1).mean()), lang)
        told.append(t(f"wall.ahead.{made.source}", lang, name=made.name, n=n))
    return told + [t("wall.ahead.unknown", lang, why=why) for why in made.why]
