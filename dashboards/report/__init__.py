"""Reports the bureau accepts: one content model, written as Word file and as PDF of record."""

from dashboards.report.annual import annual_report, plan_year
from dashboards.report.asked import KINDS, WRITERS, Asked
from dashboards.report.docx import write_docx
from dashboards.report.making import How, Making, make_report
from dashboards.report.material import About, Material
from dashboards.report.pdf import write_pdf

__all__ = [
    "KINDS",
    "WRITERS",
    "About",
    "Asked",
    "How",
    "Making",
    "Material",
    "annual_report",
    "make_report",
    "plan_year",
    "write_docx",
    "write_pdf",
]
