"""Word files other people wrote, opened."""

from io import BytesIO
from zipfile import BadZipFile

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT

from risk.errors import ReportError


def opened(body: bytes, where: str) -> Document:
    """A Word file.

    Raises:
        ReportError: it is none.
    """
    try:
        document = docx.Document(BytesIO(body))
    except (BadZipFile, KeyError, ValueError, SyntaxError):  # SyntaxError: of its XML
        raise ReportError(
            "is no Word file (.docx)", where=where, remedy="save it in Word as .docx"
        ) from None
    for relation in document.part.package.rels.values():
        if relation.reltype.endswith("/metadata/core-properties"):
            relation._reltype = RT.CORE_PROPERTIES  # LibreOffice spells it otherwise
    return document
