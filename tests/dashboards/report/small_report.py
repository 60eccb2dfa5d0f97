"""A report of a few lines, made by hand: what a draft of it comes to can be seen without a tool."""

import io
from dataclasses import replace
from datetime import date

from PIL import Image

from dashboards.report.content import (
    Bullets,
    Chapter,
    Column,
    Figure,
    Paragraph,
    Report,
    Section,
    Table,
)

LABELS = {
    "contents": "Contents", "table": "Table", "figure": "Figure",
    "of_pages": "Page {page} of {pages}",
    "chapter": "{n}", "section": "%1.%2", "numerals": "123456789",
    "note": "Source: ", "caption_join": ". ",
}  # fmt: skip
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30">'
    b'<rect width="40" height="30"/></svg>'
)
MONTHS = (("January", "12", "1.5"), ("February", "7", "0.9"), ("March", "30", "4.2"))


def picture(grey: int, size: tuple[int, int] = (40, 30)) -> bytes:
    """A grey PNG."""
    out = io.BytesIO()
    Image.new("L", size, grey).save(out, "PNG")
    return out.getvalue()


def claims(rows=MONTHS, *, total=49, share="12.5 %", png=None, bullets=("Call 2 crews.",)):
    """A section with every sort of block."""
    columns = (Column("Month", weight=2), Column("Claims", number=True),
               Column("Paid", "million CNY", number=True))  # fmt: skip
    return Section("Claims", (
        Paragraph(f"In 2025 there were {total} claims, {share} of them late."),
        Bullets(tuple(bullets)),
        Table("Claims by month", columns, tuple(rows), "claim ledger, v0001"),
        Figure("map", f"Claims by village ({total})", "a map", SVG, png or picture(90), 8.0,
               "claim ledger, v0001"),
    ))  # fmt: skip


def small(sections=None, **changed) -> Report:
    """The report: two chapters; ``changed`` replaces what stands round them."""
    outlook = Section("Outlook", (Paragraph("Next year 55 claims are expected (40–70)."),))
    chapters = (
        Chapter("What happened", tuple(sections or (claims(),))),
        Chapter("What is coming", (outlook,)),
    )
    report = Report(
        title="Annual plan", subtitle="Service year 2025", number="990101-2026-A-0001", lang="en",
        data_version="v0001-aaaaaaaa", as_of=date(2025, 12, 31), author_role="Analyst",
        settings="", facts=(("Number", "990101-2026-A-0001"), ("Insurer", "Tiny & Sons")),
        synthetic="", short_mark="", chapters=chapters, labels=LABELS,
        key_figures={"claims": "49", "paid": "6.6 million CNY"},
    )  # fmt: skip
    return replace(report, **changed)
