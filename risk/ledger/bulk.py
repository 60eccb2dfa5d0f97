"""Many values at once: what is surely right is read in bulk, everything else value by value.

``in_bulk`` gives null for each text it is not sure of; the parsers of ``parsers.py`` then decide.
Both must agree on every text (a test holds them to it).
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from risk.ledger.identity import CHECK_DIGITS, WEIGHTS

SURE = {
    "text": r".",
    "code": r"^(\d+|[A-Za-z][A-Za-z0-9_-]*)$",  # never a number in scientific notation
    "digits": r"^\d+$",
    "phone": r"^\d{5,15}$",
    "int": r"^-?\d{1,15}$",
    "float": r"^-?\d{1,12}(\.\d{1,8})?$",
    "id_number": r"^\d{6}(18[5-9]|19\d|20[0-4])\d(0[1-9]|1[0-2])(0[1-9]|1\d|2[0-8])\d{3}[\dX]$",
}
SURE["money"] = SURE["number"] = SURE["float"]
NUMBERS = {"int": pa.int64(), "float": pa.float64(), "money": pa.float64(), "number": pa.float64()}


def in_bulk(type_: str, texts: pa.Array, factor: float) -> pa.Array | None:
    """Typed values, null where a text is not surely right; None if the type is not read in bulk.

    Args:
        type_: a column's type.
        texts: distinct trimmed texts without nulls.
        factor: of the heading's unit; only 1 is read in bulk.
    """
    if type_ not in SURE or (type_ in NUMBERS and factor != 1.0):
        return None
    sure = pc.match_substring_regex(texts, SURE[type_])
    kept = pc.if_else(sure, texts, pa.scalar(None, pa.string()))
    if type_ == "id_number":
        return _checked(kept)
    return kept.cast(NUMBERS[type_]) if type_ in NUMBERS else kept


def _checked(numbers: pa.Array) -> pa.Array:
    """Identity numbers whose check digit holds and that no spreadsheet can have rounded."""
    filled = pc.fill_null(numbers, "0" * 18).cast(pa.binary()).cast(pa.binary(18))
    raw = np.frombuffer(filled.buffers()[1], dtype=np.uint8, count=18 * len(numbers))
    digits = raw.reshape(-1, 18)
    total = (digits[:, :17].astype(np.int64) - ord("0")) @ np.array(WEIGHTS)
    wanted = np.frombuffer(CHECK_DIGITS.encode(), dtype=np.uint8)[total % 11]
    rounded = (digits[:, 15:] == ord("0")).all(axis=1)
    good = (wanted == digits[:, 17]) & ~rounded
    return pc.if_else(pa.array(good), numbers, pa.scalar(None, pa.string()))
