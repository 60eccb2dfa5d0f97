"""Typst with the fonts that travel along: data and a template → PDF, same bytes for same data."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from risk.errors import ReportError

STANDARD = "ua-1"  # tagged, with title, language and a description of every figure


def fonts_folder() -> Path:
    """Folder of the shipped fonts."""
    return Path(str(files("dashboards") / "report" / "fonts"))


def typeset(
    template: bytes, data: Mapping[str, Any], *, name: str, at: datetime, where: str,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:  # fmt: skip
    """Set a document.

    Args:
        template: Typst source; it reads ``NAME.json``.
        data: what it reads.
        name: of the JSON file, without its ending.
        at: the document's date; the machine's clock has no part in the bytes.
        where: the document's number, for a refusal.
        pictures: files the template draws, by name.

    Raises:
        ReportError: the typesetter refused it; the message carries its own.
    """
    with _laid_out(template, data, name, pictures) as compiler, _refusals(where):
        done = compiler.compile(
            format="pdf", pdf_standards=STANDARD, timestamp=at.replace(tzinfo=UTC)
        )
    assert isinstance(done, bytes)
    return done


def asked(
    template: bytes, data: Mapping[str, Any], selector: str, *, name: str, where: str,
    pictures: Mapping[str, bytes] | None = None,
) -> list[Any]:  # fmt: skip
    """Set a document only to ask it for the values of its ``metadata`` under a label.

    Raises:
        ReportError: the typesetter refused it; the message carries its own.
    """
    with _laid_out(template, data, name, pictures) as compiler, _refusals(where):
        found = compiler.query(selector, field="value")
    told: list[Any] = json.loads(found)
    return told


@contextmanager
def _laid_out(
    template: bytes, data: Mapping[str, Any], name: str, pictures: Mapping[str, bytes] | None
) -> Iterator[typst.Compiler]:
    """A compiler over a folder of its own that holds template, data and pictures."""
    with tempfile.TemporaryDirectory(prefix="huzhu-report-") as made:
        folder = Path(made)
        for file, content in (pictures or {}).items():
            (folder / file).write_bytes(content)
        text = json.dumps(data, ensure_ascii=False)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
        main = folder / "main.typ"
        main.write_bytes(template)
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=True,
            font_paths=[str(fonts_folder())],
        )  # fmt: skip
        yield typst.Compiler(str(main), root=str(folder), font_paths=fonts)


@contextmanager
def _refusals(where: str) -> Iterator[None]:
    try:
        yield
    except typst.TypstError as e:
        raise ReportError(f"not typeset: {e.message}", where=where) from None
