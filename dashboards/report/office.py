"""An office's own Word template: the frame of a report in its styles, with fields to be filled.

``WORKSPACE/templates/KIND_LANG.docx``, or ``KIND.docx`` for both languages. Fields are written as
docxtpl has them: ``{{ title }}``, and ``{{p body }}`` in a paragraph of its own for the chapters.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from dashboards.i18n import t
from dashboards.report.content import Report
from dashboards.report.docx_open import opened
from dashboards.report.office_check import check_template, parts_of, text_in
from risk.errors import ReportError
from risk.workspace import Workspace

FOLDER = "templates"
BODY, CONTENTS = "body", "contents"
COVER = ("number", "insurer", "contract", "as_of", "version", "settings", "role")
"""Facts every cover states, by the name of their label."""


@dataclass(frozen=True)
class Template:
    """An office's template: its file's name and bytes."""

    name: str
    body: bytes

    @property
    def sha256(self) -> str:
        """Its hash: part of what a report's bytes follow from."""
        return sha256(self.body).hexdigest()


def template_file(ws: Workspace, kind: str, lang: str = "") -> Path:
    """Where the template of a kind lies, or would lie."""
    return ws.root / FOLDER / (f"{kind}_{lang}.docx" if lang else f"{kind}.docx")


def template_of(ws: Workspace, kind: str, lang: str) -> Template | None:
    """The office's template of a kind in a language; None: there is none."""
    for path in (template_file(ws, kind, lang), template_file(ws, kind)):
        if path.is_file():
            return Template(path.name, path.read_bytes())
    return None


class _Marker:
    """Stands in a template for what is written there afterwards."""

    def __init__(self, name: str) -> None:
        self.name = f"huzhu:{name}"

    def __html__(self) -> str:
        return f"<w:p><w:r><w:t>{self.name}</w:t></w:r></w:p>"


def fields_of(report: Report) -> dict[str, Any]:
    """What a template may name, and what each is."""
    facts = dict(report.facts)
    labels = {name: t(f"report.cover.{name}", report.lang) for name in COVER}
    return {
        "title": report.title, "subtitle": report.subtitle, "number": report.number,
        "lang": report.lang, "data_version": report.data_version,
        "as_of": report.as_of.isoformat(), "author_role": report.author_role,
        "settings": report.settings, "marks": report.marks, "synthetic": report.synthetic,
        "short_mark": report.short_mark,
        "facts": [{"label": label, "value": value} for label, value in report.facts],
        "cover": {name: facts[label] for name, label in labels.items() if label in facts} | facts,
        "figures": dict(report.key_figures),
        BODY: _Marker(BODY), CONTENTS: _Marker(CONTENTS),
    }  # fmt: skip


def filled(template: Template, report: Report) -> Document:
    """The template with its fields filled, markers standing for chapters and contents.

    Raises:
        ReportError: it is no Word file, names what there is not, leaves out what has to stand in
            every report, or lacks a style.
    """
    fields = fields_of(report)
    document = opened(template.body, template.name)
    check_template(document, fields, template.name)
    word = DocxTemplate(BytesIO(template.body))
    safe = SandboxedEnvironment(undefined=StrictUndefined)
    try:
        word.render(fields, jinja_env=safe, autoescape=True)
    except TemplateError as e:
        raise ReportError(
            f"cannot be filled: {e.message or e}", where=template.name,
            remedy="compare it with `huzhu report template KIND`",
        ) from None  # fmt: skip
    found: Document = word.docx  # get_docx would open the file anew
    _marked(found, report, template.name)
    return found


def _marked(document: Document, report: Report, where: str) -> None:
    """Refuse a filled template that does not show what a synthetic report has to show."""
    if not report.synthetic:
        return
    body = text_in(document.element.body)
    margins = "".join(text_in(e) for name, e in parts_of(document) if name != BODY)
    if report.synthetic not in body or report.short_mark not in margins:
        raise ReportError(
            "leaves out that the data are made up", where=where,
            remedy="put {{ synthetic }} before {{p body }}, {{ marks }} into header or footer",
        )  # fmt: skip


def write_at(document: Document, name: str, write: Callable[[], None]) -> None:
    """Write at a marker what would be written at the document's end; nothing without a marker."""
    marker = _find(document, f"huzhu:{name}")
    if marker is None:
        return
    body = document.element.body
    before = len(body)
    last = body[-1] if before and body[-1].tag == qn("w:sectPr") else None
    old = set(body)
    write()
    for element in [e for e in body if e not in old]:
        marker.addprevious(element)
    body.remove(marker)
    if last is not None:
        body.append(last)


def _find(document: Document, text: str) -> BaseOxmlElement | None:
    paragraphs = document.element.body.iterchildren(qn("w:p"))
    return next((p for p in paragraphs if text_in(p) == text), None)


def mark_of_template(ws: Workspace, kind: str, lang: str) -> Mapping[str, str]:
    """The template's hash, for what a report is made from; empty without one."""
    found = template_of(ws, kind, lang)
    return {"template": found.sha256} if found else {}
