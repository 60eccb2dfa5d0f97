"""What is recorded of a file's datum (``load.datum``), and its words for people.

The text is ``;``-separated: first the datum the coordinates were taken in, then, where a comparison
was made and matters, what it showed::

    gcj02                                            stated, and converted to WGS84
    unstated, taken as WGS84                         not stated, nothing to compare with
    unstated, taken as WGS84;fits=wgs84;by=outline;n=1;unit=share;wgs84=0.0043;gcj02=0.0114;bd09=0.0644
    wgs84;fits=gcj02;by=place;n=812;unit=share;…     stated, and the comparison contradicts it

``fits=none``: the comparison cannot tell.
"""  # noqa: E501 - examples as they are stored

from dataclasses import dataclass

from risk.geography.datum_fit import SHARE, Fit
from risk.terms import Datum

UNSTATED = "unstated, taken as WGS84"
NAMES = {Datum.WGS84: "WGS84", Datum.GCJ02: "GCJ-02", Datum.BD09: "BD-09"}
WORDS = {
    "zh": {
        "stated": "坐标基准：{stated}",
        "converted": "坐标已由 {stated} 换算为 WGS84",
        "contradicted": "文件注明 {stated}，但坐标更符合 {fits}（{numbers}）",
        "unstated": "未注明坐标基准，按 WGS84 处理",
        "fits": "未注明坐标基准，与 {fits} 相符（{numbers}）",
        "unclear": "未注明坐标基准，按 WGS84 处理；比对分不清是哪种基准（{numbers}）",
        "outline": "对照 {n} 个县的已知边界，不同的面积占 {each}",
        "area": "对照地图中 {n} 个区划的边界，不同的面积占 {each}",
        "point": "对照地图中 {n} 个地点，距离中位数 {each}",
        "place": "{n} 行的坐标不在所属村内的占 {each}",
        "as": "{value}（按 {datum}）",
        "comma": "、",
    },
    "en": {
        "stated": "datum {stated}",
        "converted": "converted from {stated} to WGS84",
        "contradicted": "stated as {stated}, but its coordinates fit {fits} better ({numbers})",
        "unstated": "datum not stated, taken as WGS84",
        "fits": "datum not stated, fits {fits} ({numbers})",
        "unclear": "datum not stated, taken as WGS84; a comparison cannot tell ({numbers})",
        "outline": "against {n} known county outline(s), area that differs: {each}",
        "area": "against {n} outline(s) of the map, area that differs: {each}",
        "point": "against {n} point(s) of the map, median distance: {each}",
        "place": "of {n} row(s), outside the village they name: {each}",
        "as": "{value} as {datum}",
        "comma": ", ",
    },
}


@dataclass(frozen=True)
class Record:
    """What a load knows of its datum.

    Args:
        stated: the datum that the command or a heading stated; None: unstated, taken as WGS84.
        fit: what a comparison showed, if it is worth saying.
    """

    stated: Datum | None
    fit: Fit | None = None

    @property
    def sure(self) -> bool:
        """Stated and not contradicted, or found to fit: others may be compared with it."""
        if self.stated is None:
            return self.fit is not None and self.fit.verdict is Datum.WGS84
        return self.fit is None

    def text(self) -> str:
        """As it is stored in ``load.datum``."""
        head = UNSTATED if self.stated is None else self.stated.value
        if self.fit is None:
            return head
        fit = self.fit
        values = {
            "fits": fit.verdict.value if fit.verdict else "none",
            "by": fit.kind, "n": str(fit.n), "unit": fit.unit,
            **{d.value: f"{fit.mismatch[d]:.3g}" for d in Datum},
        }  # fmt: skip
        return ";".join([head, *(f"{key}={value}" for key, value in values.items())])


def read_record(text: str) -> Record:
    """The record that ``load.datum`` holds."""
    head, *rest = text.split(";")
    stated = None if head == UNSTATED else Datum(head)
    if not rest:
        return Record(stated)
    values = dict(item.split("=", 1) for item in rest)
    mismatch = {d: float(values[d.value]) for d in Datum}
    verdict = None if values["fits"] == "none" else Datum(values["fits"])
    return Record(stated, Fit(values["by"], int(values["n"]), values["unit"], mismatch, verdict))


def datum_words(text: str, lang: str) -> str:
    """What ``load.datum`` says, for people, in ``zh`` or ``en``."""
    record, words = read_record(text), WORDS[lang]
    fit, stated = record.fit, record.stated
    if stated is not None and fit is None:
        key = "stated" if stated is Datum.WGS84 else "converted"
        return words[key].format(stated=NAMES[stated])
    if fit is None:
        return words["unstated"]
    key = "contradicted" if stated else "unclear" if fit.verdict is None else "fits"
    return words[key].format(
        stated=stated and NAMES[stated],
        fits=fit.verdict and NAMES[fit.verdict],
        numbers=fit_words(fit, lang),
    )


def fit_words(fit: Fit, lang: str) -> str:
    """The numbers of a comparison, best datum first, with their unit."""
    words = WORDS[lang]
    ranked = sorted(Datum, key=lambda d: fit.mismatch[d])
    each = words["comma"].join(
        words["as"].format(value=_with_unit(fit.mismatch[d], fit.unit), datum=NAMES[d])
        for d in ranked
    )
    return words[fit.kind].format(n=fit.n, each=each)


def _with_unit(value: float, unit: str) -> str:
    return f"{100 * value:.1f} %" if unit == SHARE else f"{value:,.0f} m"
