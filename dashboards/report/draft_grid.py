"""A table in a draft brought up to date: cells, rows that came, rows that went."""

from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

from docx.oxml.xmlchemy import BaseOxmlElement

from dashboards.report.draft_read import END, START, cells
from dashboards.report.draft_runs import pieces, replace, text_of
from dashboards.report.draft_text import Edit, Step, Why, merge_text
from dashboards.report.keyed import masked

Row = Sequence[str]
Rows = Sequence[Row]
BETWEEN = " · "


@dataclass(frozen=True)
class GridStep:
    """One change in a table, and in which cell or row."""

    cell: str
    step: Step


@dataclass(frozen=True)
class GridMerge:
    """Every change of the generated table; ``rebuild``: it is to be taken whole from the new."""

    steps: tuple[GridStep, ...] = ()
    rebuild: bool = False

    @property
    def open(self) -> bool:
        """Whether a person has to decide something."""
        return any(told.step.why for told in self.steps)


def merge_grid(base: Rows, new: Rows, table: BaseOxmlElement) -> GridMerge:
    """Bring a draft's table up to date where it stands.

    Args:
        base: cells as generated, the headings first.
        new: as generated now.
        table: ``w:tbl`` as people left it; changed.
    """
    there = cells(table)
    if [*map(tuple, new)] in ([*map(tuple, base)], [*map(tuple, there)]):
        return GridMerge()
    if [*map(masked, base[0])] != [*map(masked, new[0])]:
        edited = [*map(tuple, there)] != [*map(tuple, base)]
        return GridMerge((_whole(base, new, Why.TABLE_SHAPE if edited else None),), not edited)
    columns = _columns(base[0], there[0] if there else ())
    to_new, to_there = pair_rows(base, new), pair_rows(base, there)
    steps: list[GridStep] = []
    rows = list(table.tr_lst)
    kept: dict[int, BaseOxmlElement] = {}  # row of the new table → where it stands
    for at, row in enumerate(base):
        n, d = to_new.get(at), to_there.get(at)
        if d is None:
            continue  # people took the row out
        if n is None:
            steps += _gone(row, there[d], rows[d])
            continue
        kept[n] = rows[d]
        steps += _merge_row(row, new[n], rows[d], (base[0], columns), len(there[0]))
    taken = {d for d in to_there.values() if d is not None}
    own = [there[i] for i in range(len(there)) if i not in taken]
    known = {n for n in to_new.values() if n is not None}
    for n, row in enumerate(new):
        if n not in known and [*row] not in own:
            steps += _insert(n, row, kept, columns, table)
    places = [d for d in (to_there[at] for at in range(len(base))) if d is not None]
    if places == sorted(places):  # people have not sorted the rows their own way
        _sort(table, kept)
    return GridMerge(tuple(steps))


def pair_rows(one: Rows, other: Rows) -> dict[int, int | None]:
    """Row of one table → row of another: by its first cell; else by all the others, in order."""
    labels, others = _labels(one), _labels(other)
    where = {label: i for i, label in enumerate(others)}
    found: dict[int, int | None] = {i: where.get(label) for i, label in enumerate(labels)}
    free = [i for i in range(len(other)) if i not in set(found.values())]
    for i, at in found.items():
        if at is None:
            alike = (j for j in free if _alike(one[i], other[j]))
            if (j := next(alike, None)) is not None:
                found[i] = j
                free.remove(j)
    return found


def _labels(rows: Rows) -> list[tuple[str, int]]:
    seen: Counter[str] = Counter()
    labels = []
    for row in rows:
        label = row[0] if row else ""
        seen[label] += 1
        labels.append((label, seen[label]))
    return labels


def _alike(one: Row, other: Row) -> bool:
    if not one or not other:
        return False
    renamed = len(one) > 1 and [*one[1:]] == [*other[1:]]
    return renamed or (masked(one[0]) == masked(other[0]) != one[0])


def _columns(heads: Row, there: Row) -> list[int | None]:
    """Column as generated → column in the draft, None where people took it out."""
    if len(heads) == len(there):
        return [*range(len(heads))]
    free = [*there]
    return [free.index(head) if head in free else None for head in heads]


def _merge_row(
    base: Row, new: Row, tr: BaseOxmlElement, heads: tuple[Row, list[int | None]], wide: int
) -> list[GridStep]:
    label = base[0]
    if len(tr.tc_lst) != wide:  # cells joined by people
        shape = Step(BETWEEN.join(base), BETWEEN.join(new), False, Why.TABLE_SHAPE)
        return [GridStep(label, shape)] if [*base] != [*new] else []
    steps = []
    titles, columns = heads
    for i, at in enumerate(columns):
        if at is None or base[i] == new[i]:
            continue
        paragraphs = tr.tc_lst[at].p_lst
        merged = merge_text(base[i], text_of(pieces(paragraphs)), new[i])
        replace(paragraphs, merged.edits)
        name = label if i == 0 else f"{label}{BETWEEN}{titles[i].partition(chr(10))[0]}"
        steps += [GridStep(name, step) for step in _whole_cell(base[i], new[i], merged.steps)]
    return steps


def _whole_cell(old: str, new: str, steps: Sequence[Step]) -> list[Step]:
    """A cell's changes as one: what it held and what it holds."""
    if not steps:
        return []
    why = next((step.why for step in steps if step.why), None)
    return [Step(old, new, any(step.figure for step in steps), why)]


def _gone(base: Row, there: Row, tr: BaseOxmlElement) -> list[GridStep]:
    edited = [*base] != [*there]
    if not edited:
        tr.getparent().remove(tr)
    step = Step(BETWEEN.join(base), "", False, Why.EDITED_GONE if edited else None)
    return [GridStep(base[0], step)]


def _insert(
    n: int, row: Row, kept: dict[int, BaseOxmlElement], columns: list[int | None],
    table: BaseOxmlElement,
) -> list[GridStep]:  # fmt: skip
    """Put a new row behind the one it stands behind in the new table, in that row's format."""
    before = next((kept[i] for i in range(n - 1, -1, -1) if i in kept), None)
    model = next((kept[i] for i in (n - 1, n + 1, *kept) if i in kept and i > 0), None)
    step = Step("", BETWEEN.join(row), False, None if model is not None else Why.TABLE_SHAPE)
    if model is not None:
        tr = deepcopy(model)
        for mark in [*tr.iter(START), *tr.iter(END)]:  # a bookmark is there once
            mark.getparent().remove(mark)
        for at, tc in enumerate(tr.tc_lst):
            text = row[columns.index(at)] if at in columns else ""
            replace(tc.p_lst, [Edit(0, len(text_of(pieces(tc.p_lst))), text)])
        if before is None:
            before = table.tr_lst[0]
        before.addnext(tr)
        kept[n] = tr
    return [GridStep(row[0], step)]


def _sort(table: BaseOxmlElement, kept: dict[int, BaseOxmlElement]) -> None:
    """Put the rows into the new table's order; a row of people's own stays behind its neighbour."""
    order = {tr: n for n, tr in kept.items()}
    groups: list[tuple[int, list[BaseOxmlElement]]] = [(-1, [])]
    for tr in table.tr_lst:
        if tr in order:
            groups.append((order[tr], []))
        groups[-1][1].append(tr)
    for tr in (tr for _, group in sorted(groups, key=lambda g: g[0]) for tr in group):
        table.append(tr)


def _whole(base: Rows, new: Rows, why: Why | None) -> GridStep:
    heads = (BETWEEN.join(rows[0]).replace("\n", " ") for rows in (base, new))
    return GridStep("", Step(*heads, figure=False, why=why))
