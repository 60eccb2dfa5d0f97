"""What is wrong with an office's template: which field, where, and what was likely meant."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from risk.errors import ReportError

TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
PREFIX = re.compile(r"^(\{\{|\{%)-?(?:p|tr|tc|r)(?=\s)")
OPENED = re.compile(r"\{\{|\{%")
SHOWN = 60
LISTED = 8
STYLES = (
    "Heading 1", "Heading 2", "List Bullet", "Caption", "Source note", "Table text", "Table Grid",
)  # fmt: skip
CONTENTS_STYLES = ("toc 1", "toc 2")
MEMBERS = {"label", "value"}
"""Of one of ``facts``."""


def parts_of(document: Document) -> list[tuple[str, BaseOxmlElement]]:
    """Body, headers and footers, by what people call them."""
    margins = [
        (name, relation.target_part.element)
        for relation in document.part.rels.values()
        for name in ("header", "footer")
        if relation.reltype.endswith(f"/{name}")
    ]
    return [("body", document.element.body), *margins]


def text_in(element: BaseOxmlElement) -> str:
    """All text below an element."""
    return "".join(e.text or "" for e in element.iter(qn("w:t")))


def check_template(document: Document, fields: Mapping[str, Any], where: str) -> None:
    """Refuse a template that could not be filled, or would leave out what has to be told.

    Args:
        document: the template, opened.
        fields: what it may name, see `dashboards.report.office.fields_of`.
        where: its file's name.

    Raises:
        ReportError: naming field, place and the nearest known name.
    """
    used: dict[str, set[str]] = {}
    for part, element in parts_of(document):
        lines = [text_in(p) for p in element.iter(qn("w:p"))]
        tags = [TAG.findall(line) for line in lines]
        for line in lines:
            _check_closed(line, f"{where}, {part}")
        tree = _parsed(tags, lines, f"{where}, {part}")
        used.setdefault(part, set()).update(_check_names(tree, fields, lines, f"{where}, {part}"))
    _check_body(document, where)
    everything = set().union(*used.values())
    margins = used.get("header", set()) | used.get("footer", set())
    for name, there in (("number", everything), ("marks", margins), ("synthetic", used["body"])):
        if name not in there:
            place = {"marks": "header or footer", "synthetic": "the cover"}.get(name, "the header")
            raise ReportError(
                f"leaves out {name}, which every report has to show", where=where,
                remedy=f"put {{{{ {name} }}}} into {place}",
            )  # fmt: skip
    _check_styles(document, where, contents="contents" in used["body"])


def _check_closed(line: str, where: str) -> None:
    rest = TAG.sub("", line)
    if OPENED.search(rest) or "}}" in rest or "%}" in rest:
        raise ReportError(
            "a field is opened or closed only", where=f"{where}, {_short(line)}",
            remedy="write it as {{ name }}, in one paragraph",
        )  # fmt: skip


def _parsed(tags: Sequence[Sequence[str]], lines: Sequence[str], where: str) -> nodes.Template:
    """The fields of a part as one program, a line a paragraph."""
    source = "\n".join("".join(PREFIX.sub(r"\1", tag) for tag in found) for found in tags)
    try:
        return SandboxedEnvironment().parse(source)
    except TemplateSyntaxError as e:
        line = lines[min(e.lineno, len(lines)) - 1]
        raise ReportError(
            f"a field cannot be read: {e.message}", where=f"{where}, {_short(line)}",
            remedy="write it as {{ name }}",
        ) from None  # fmt: skip


def _check_names(
    tree: nodes.Template, fields: Mapping[str, Any], lines: Sequence[str], where: str
) -> set[str]:
    """Refuse a name there is none of; what is named is told."""
    own = {n.name for n in tree.find_all(nodes.Name) if n.ctx != "load"} | {"loop"}
    used = set()
    for name in tree.find_all(nodes.Name):
        if name.ctx != "load" or name.name in own:
            continue
        if name.name not in fields:
            _unknown(name.name, [*fields], f"{where}, {_short(lines[name.lineno - 1])}")
        used.add(name.name)
    for node in tree.find_all((nodes.Getattr, nodes.Getitem)):
        for group, member in _member(node):
            known = fields.get(group, dict.fromkeys(MEMBERS) if group in own - {"loop"} else None)
            if isinstance(known, Mapping) and member not in known:
                place = f"{where}, {_short(lines[node.lineno - 1])}"
                _unknown(f"{group}.{member}", [f"{group}.{name}" for name in known], place)
    return used


def _member(node: nodes.Node) -> Iterator[tuple[str, str]]:
    """``group.member`` or ``group["member"]``."""
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        yield node.node.name, node.attr
    if isinstance(node, nodes.Getitem) and isinstance(node.node, nodes.Name):
        name = node.arg.value if isinstance(node.arg, nodes.Const) else None
        if isinstance(name, str):
            yield node.node.name, name


def _unknown(name: str, known: Sequence[str], where: str) -> None:
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    listed = ", ".join(sorted(known)[:LISTED]) or "none for this report"
    raise ReportError(
        f"no field {name}", where=where,
        remedy=f"do you mean {near[0]}?" if near else f"there are {listed}",
    )  # fmt: skip


def _check_body(document: Document, where: str) -> None:
    """The chapters stand once, in a paragraph of the body that holds nothing else."""
    pattern = re.compile(r"\{\{p\s+body\s*\}\}")
    texts = [text_in(p).strip() for p in document.element.body.iterchildren(qn("w:p"))]
    if sum(bool(pattern.fullmatch(text)) for text in texts) != 1:
        raise ReportError(
            "has no place for the chapters, or several", where=where,
            remedy="write {{p body }} once, in a paragraph of its own outside any table",
        )  # fmt: skip


def _check_styles(document: Document, where: str, *, contents: bool) -> None:
    there = {style.name for style in document.styles}
    needed = (*STYLES, *(CONTENTS_STYLES if contents else ()))
    if missing := [name for name in needed if name not in there]:
        raise ReportError(
            f"lacks the style {missing[0]}", where=where,
            remedy=f"add it in Word (needed: {', '.join(needed)}), or begin with the template of "
            "`huzhu report template KIND`",
        )  # fmt: skip


def _short(line: str) -> str:
    return repr(line[:SHOWN])
