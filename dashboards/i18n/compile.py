"""Catalogue source (.po) → compiled catalogue (.mo); the same source gives the same bytes."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def compile_file(po: Path) -> bytes:
    """Bytes of the compiled catalogue.

    Raises:
        ValueError: a key has no text, or the same key stands twice in the file.
    """
    with po.open("rb") as f:
        catalogue = read_po(f, locale=po.parent.parent.name, abort_invalid=True)
    # else the moment of compiling would stand in the file
    catalogue.creation_date = catalogue.revision_date = EPOCH
    empty = [str(m.id) for m in catalogue if m.id and not m.string]
    if empty:
        raise ValueError(f"{po}: no text for {', '.join(empty[:5])}")
    keys = [line for line in po.read_text("utf-8").splitlines() if line.startswith("msgid ")]
    double = sorted({k for k in keys if keys.count(k) > 1})
    if double:
        raise ValueError(f"{po}: stands twice: {', '.join(double[:5])}")
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()
