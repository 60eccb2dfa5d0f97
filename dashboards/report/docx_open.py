"""Word files other people wrote, opened."""

from io import BytesIO
from zipfile import BadZipFile

import docx
from docx.document import Document

from risk.errors import ReportError


def opened(body: bytes, where: str) -> Document:
    """A Word file.

    Raises:
        ReportError: it is none.
    """
    try:
        return docx.Document(BytesIO(body))
    except (BadZipFile, KeyError, ValueError, SyntaxError):  # SyntaxError: of its XML
        raise ReportError(
            "is no Word file (.docx)", where=where, remedy="save it in Word as .docx"
        ) from None
