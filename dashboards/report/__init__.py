"""Reports the bureau accepts: one content model, written as Word file and as PDF of record."""

from collections.abc import Callable, Sequence
from pathlib import Path

from dashboards.report.annual import annual_report, plan_year
from dashboards.report.content import Report
from dashboards.report.docx import write_docx
from dashboards.report.pdf import write_pdf
from risk.errors import ReportError
from risk.flow import Story

WRITERS: dict[str, Callable[[Report, Path], Path]] = {"docx": write_docx, "pdf": write_pdf}

__all__ = ["WRITERS", "annual_report", "plan_year", "write_annual", "write_docx", "write_pdf"]


def write_annual(
    story: Story, folder: Path, *, lang: str, formats: Sequence[str] = ("docx", "pdf")
) -> list[Path]:
    """Write the annual service plan as ``annual_<year planned>_<lang>.<format>``.

    Raises:
        ReportError: an unknown format, or the folder cannot be written.
    """
    if unknown := sorted(set(formats) - set(WRITERS)):
        raise ReportError(
            f"no format {', '.join(unknown)}", where="report", remedy=f"one of {', '.join(WRITERS)}"
        )
    report = annual_report(story, lang)
    name = f"annual_{plan_year(story)}_{lang}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [WRITERS[form](report, folder / f"{name}.{form}") for form in formats]
    except OSError as e:
        raise ReportError(
            f"cannot be written ({e.strerror})", where=str(folder), remedy="check its permissions"
        ) from None
