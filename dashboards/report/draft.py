"""A draft people have edited in Word, against the report made anew: what changed, and an update.

Three texts of every unit are compared: as it was generated (it travels in the file), as people
left it, as it is generated now. What people wrote stays; figures that changed are put where the
old ones stand; what cannot be decided is told, and told again until somebody has decided it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO

from docx.oxml.xmlchemy import BaseOxmlElement

from dashboards.i18n import MISSING, t
from dashboards.report import draft_runs as runs
from dashboards.report.content import Report
from dashboards.report.docx import fixed_zip
from dashboards.report.docx_base import Base, base_of, write_base
from dashboards.report.draft_change import Change, Merged, Pages, What, titles, told_once
from dashboards.report.draft_graft import (
    graft,
    remark,
    rename,
    renew_contents,
    renew_frame,
    renumber_captions,
    take_picture,
)
from dashboards.report.draft_grid import merge_grid
from dashboards.report.draft_match import matched
from dashboards.report.draft_read import Draft, Spot, cells, picture_mark, read_draft
from dashboards.report.draft_text import Step, Why, merge_text
from dashboards.report.keyed import Part, Unit

PROPERTIES = ("title", "subject", "keywords", "comments")
"""Of the file: title, number, data version, synthetic mark."""
MARGIN = ". :：。"


@dataclass
class _Work:
    """A draft on its way to being up to date."""

    draft: Draft
    fresh: Draft
    now: Mapping[str, Unit]  # key then → unit now
    pages: Pages
    titles: Mapping[tuple[int, int], str]
    changes: list[tuple[tuple[int, int, int], Change]] = field(default_factory=list)
    open: list[tuple[Unit, Change]] = field(default_factory=list)
    kept: dict[str, Unit] = field(default_factory=dict)  # key now → as it stays generated
    spots: dict[str, Spot] = field(default_factory=dict)  # key now → where it stands

    def tell(self, unit: Unit, what: What, old: str = "", new: str = "", **more: object) -> None:
        """Note a difference at a unit; ``place`` is the unit to name and page it by."""
        where = (unit.chapter, unit.section, unit.at)
        page = self.pages.get(where) if what is not What.GONE else None
        section = self.titles.get((unit.chapter, unit.section), "") if unit.section else ""
        chapter = self.titles.get((unit.chapter, 0), "")
        change = Change(what, chapter, section, unit.at, unit.part, old, new, page=page, **more)  # type: ignore[arg-type]
        self.changes.append((where, change))
        if change.why:
            self.open.append((unit, change))


def merge(
    body: bytes, where: str, report: Report, fresh: bytes, *, pages: Pages | None = None
) -> Merged:
    """Compare a draft with the report made anew, and bring it up to date.

    Args:
        body: the draft's file.
        where: its name, for a refusal.
        report: made anew.
        fresh: its Word file, which headings, tables and pictures that came are taken from.
        pages: of its PDF; None: pages are not told.

    Raises:
        ReportError: the draft is no Word file, or was not generated here, or in another language.
    """
    draft, base = read_draft(body, where), base_of(report)
    now = matched(draft.base.units, base.units)
    work = _Work(
        draft, read_draft(fresh, report.number), now, pages or {}, titles(base.units, report)
    )
    for unit in draft.base.units:
        _merge_unit(work, unit)
    _bring_new(work, base.units)
    _tell_added(work)
    _remark_open(work, report.lang)
    _finish(work, base)
    told = told_once(change for _, change in sorted(work.changes, key=lambda pair: pair[0]))
    out = BytesIO()
    draft.document.save(out)
    return Merged(draft.base.number, tuple(told), fixed_zip(out.getvalue()))


def _merge_unit(work: _Work, base: Unit) -> None:
    spot, new = work.draft.spots.get(base.key), work.now.get(base.key)
    if spot is None or (not spot.text.strip() and base.text and base.part in TEXTS):
        if new is not None or base.part not in TEXTS:
            work.tell(new or base, What.DELETED, base.text)
        return
    if new is None:
        _lose(work, base, spot)
        return
    steps_open = MERGERS.get(base.part, _merge_words)(work, base, spot, new)
    if steps_open:  # stays as it was generated, so that it is told again next time
        stay = replace(new, text=base.text, rows=base.rows, picture=base.picture)
        work.kept[new.key] = stay
    work.spots[new.key] = spot
    rename(_holder(spot), base.key, new.key)


def _merge_words(work: _Work, base: Unit, spot: Spot, new: Unit) -> bool:
    there = spot.text
    if there != base.text and there != new.text:
        work.tell(new, What.EDITED, base.text, there)
    merged = merge_text(base.text, there, new.text)
    for step in merged.steps:
        _tell_step(work, new, step, context=step.around)
    runs.replace(spot.paragraphs, merged.edits, behind_field=spot.behind_field)
    return merged.open


def _tell_step(work: _Work, unit: Unit, step: Step, **more: object) -> None:
    what = What.FIGURE if step.figure else What.WORDS
    work.tell(unit, what, step.old, step.new, why=step.why, **more)


def _merge_table(work: _Work, base: Unit, spot: Spot, new: Unit) -> bool:
    assert spot.table is not None
    there = [tuple(row) for row in cells(spot.table)]
    if there not in ([*base.rows], [*new.rows]):
        work.tell(new, What.EDITED, base.text, new.text)
    merged = merge_grid(base.rows, new.rows, spot.table)
    for told in merged.steps:
        _tell_step(work, new, told.step, cell=told.cell)
    if merged.rebuild:
        copy = graft(work.fresh.spots[new.key].elements[0], work.fresh.document,
                     work.draft.document)  # fmt: skip
        spot.table.addprevious(copy)
        copy.getparent().remove(spot.table)
        spot.table = copy
    return merged.open


def _merge_picture(work: _Work, base: Unit, spot: Spot, new: Unit) -> bool:
    there = picture_mark(work.draft.document, spot.paragraphs)
    own = there not in (base.picture, new.picture)
    if own:
        work.tell(new, What.EDITED, base.text, new.text)
    if new.picture in (base.picture, there):
        return False
    why = Why.PICTURE_TAKEN if own else None
    work.tell(new, What.PICTURE, base.text, new.text, why=why)
    if not own:
        fresh = work.fresh.spots[new.key].paragraphs
        take_picture(spot.paragraphs, fresh, work.fresh.document, work.draft.document)
    return own


MERGERS: dict[Part, Callable[[_Work, Unit, Spot, Unit], bool]] = {
    Part.GRID: _merge_table, Part.PICTURE: _merge_picture,
}  # fmt: skip
TEXTS = frozenset(Part) - frozenset(MERGERS)


def _lose(work: _Work, base: Unit, spot: Spot) -> None:
    """A unit that would not be generated any more goes, unless people have edited it."""
    same = {
        Part.GRID: lambda: [*map(tuple, cells(spot.table))] == [*base.rows],
        Part.PICTURE: lambda: picture_mark(work.draft.document, spot.paragraphs) == base.picture,
    }.get(base.part, lambda: spot.text == base.text)()
    work.tell(base, What.GONE, base.text, why=None if same else Why.EDITED_GONE)
    if not same:
        work.kept[base.key] = base
        work.spots[base.key] = spot
        return
    for element in spot.elements:
        element.getparent().remove(element)


def _bring_new(work: _Work, units: Sequence[Unit]) -> None:
    """Put in what was not generated then, behind what it stands behind now."""
    old = {unit.key for unit in work.now.values()}
    behind: Spot | None = None
    heading: Unit | None = None
    for unit in units:
        if unit.part in (Part.CHAPTER, Part.SECTION):
            heading = unit
        if unit.key in work.spots:
            behind = work.spots[unit.key]
        elif unit.key not in old and behind is not None:
            if heading is not None and heading.key in old and heading.key not in work.spots:
                continue  # people took the section out
            for element in work.fresh.spots[unit.key].elements:
                copy = graft(element, work.fresh.document, work.draft.document)
                behind.last.addnext(copy)
            behind = Spot([], copy) if unit.part is Part.GRID else Spot([copy])
            work.spots[unit.key] = behind
            work.tell(unit, What.NEW, "", unit.text.strip(MARGIN))


def _tell_added(work: _Work) -> None:
    units = {unit.key: unit for unit in work.draft.base.units}
    for key, element in work.draft.added:
        place = work.now.get(key) or units[key]
        table = element.tag.endswith("}tbl")
        text = " · ".join(cells(element)[0]) if table else runs.text_of(runs.pieces([element]))
        work.tell(place, What.ADDED, "", text)


def _remark_open(work: _Work, lang: str) -> None:
    """What is left to a person stands as a comment where it has to be decided."""
    for unit, change in work.open:
        spot = work.spots[unit.key]
        told = t(f"reports.draft.why.{change.why}", lang)
        cell = f"{change.cell}: " if change.cell else ""
        text = f"{told} · {cell}{change.old} → {change.new or MISSING}"
        remark(work.draft.document, _holder(spot), text)


def _holder(spot: Spot) -> BaseOxmlElement:
    """The paragraph that carries a unit's bookmark."""
    if spot.table is None:
        return spot.paragraphs[0]
    return spot.table.tr_lst[0].tc_lst[0].p_lst[0]


def _finish(work: _Work, base: Base) -> None:
    """Cover, header, footer, contents; and what the file was generated as, from now on."""
    document, old = work.draft.document, work.draft.base
    heads = {u.key: u.text for u in old.units if u.part in (Part.CHAPTER, Part.SECTION)}
    renamed = {key: work.now[key].text for key in heads if key in work.now}
    renew_frame(document, {**old.frame, **heads}, {**base.frame, **renamed})
    renew_contents(document)
    renumber_captions(document)
    for name in PROPERTIES:
        told = getattr(work.fresh.document.core_properties, name)
        setattr(document.core_properties, name, told)
    units = [work.kept.get(unit.key, unit) for unit in base.units]
    gone = [unit for key, unit in work.kept.items() if unit.key not in {u.key for u in base.units}]
    write_base(document, replace(base, units=(*units, *gone)))
