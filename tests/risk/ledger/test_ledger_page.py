"""docs/LEDGERS.md says what the code does."""

from pathlib import Path

from risk.ledger.document import ledgers_page
from risk.ledger.faults import WORDING, Fault

PAGE = Path(__file__).resolve().parents[3] / "docs" / "LEDGERS.md"


def test_page_equals_the_declared_ledgers() -> None:
    """The page is the generated text; its first lines say how to write it."""
    assert PAGE.read_text("utf-8") == ledgers_page()


def test_every_reason_speaks_both_languages() -> None:
    """Rule and remedy exist in Chinese and English and name the same things."""
    given = {"low": 0, "high": 1, "words": "w", "columns": "c", "rows": 7, "earlier": "e"}
    for code in WORDING:
        rule, remedy = Fault(code, given).text("zh")
        assert rule
        assert remedy
        assert all(part.isascii() for part in Fault(code, given).text("en"))
