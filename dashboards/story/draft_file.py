"""A draft somebody sends: refused before it is opened, if it is no Word file or could harm."""

import tempfile
from pathlib import Path

from dashboards.story.upload_checks import BEGINNINGS, NAME_CHARS_MAX, check_archive
from risk.errors import LedgerError, ReportError

ENDING = ".docx"
BYTES_MAX = 32 * 2**20


def checked(body: bytes, name: str) -> bytes:
    """The file's bytes, as long as unpacking them does no harm.

    Args:
        body: of the file.
        name: as it was sent.

    Raises:
        ReportError: no Word file, too large, damaged, protected, or an archive that leads out.
    """
    told = name[-NAME_CHARS_MAX:]
    if not name.lower().endswith(ENDING) or not body.startswith(BEGINNINGS[".zip"]):
        raise ReportError("is no Word file (.docx)", where=told, remedy="save it in Word as .docx")
    if len(body) > BYTES_MAX:
        raise ReportError(
            f"is larger than {BYTES_MAX // 2**20} MB", where=told,
            remedy="shrink the pictures put in by hand",
        )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="huzhu-draft-") as folder:
        path = Path(folder) / f"draft{ENDING}"
        path.write_bytes(body)
        try:
            check_archive(path)
        except LedgerError as harm:
            raise ReportError(
                harm.what, where=told,
                remedy="save it again in Word as .docx",
            ) from None  # fmt: skip
    return body
