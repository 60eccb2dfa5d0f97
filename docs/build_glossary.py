"""Write the generated half of GLOSSARY.md: every setting and every stored column.

    python docs/build_glossary.py            rewrite GLOSSARY.md
A test fails when the file and the code say different things.
"""

import dataclasses
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import duckdb

from risk.ledger import KINDS
from risk.settings import SECTIONS, County, Section

ROOT = Path(__file__).resolve().parent.parent
GLOSSARY = ROOT / "GLOSSARY.md"
MARK = "<!-- below: written by docs/build_glossary.py -->"
TABLE_OF_KIND = {"roads": "road"}


def main() -> None:
    """Rewrite what stands below the mark."""
    GLOSSARY.write_text(rebuilt(GLOSSARY.read_text("utf-8")), "utf-8")


def rebuilt(text: str) -> str:
    """The glossary's text with its generated half made anew."""
    head = text.partition(MARK)[0]
    return head + MARK + "\n\n" + "\n".join([*settings(), "", *columns()]) + "\n"


def settings() -> Iterator[str]:
    """One table a section of county.toml."""
    yield "## Settings (county.toml)"
    yield from settings_table("county", County)
    for name, section in SECTIONS.items():
        yield from settings_table(name, section)


def settings_table(name: str, section: type) -> Iterator[str]:
    """Name, meaning, unit, default, range and standing of each setting of a section."""
    yield f"\n### [{name}]\n"
    yield "| setting | meaning | unit | default | range | standing |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for f in dataclasses.fields(section):
        if f.name == "standings" or f.name in SECTIONS:
            continue
        yield settings_row(f, section)


def settings_row(f: "dataclasses.Field[object]", section: type) -> str:
    """One setting as a table row."""
    m = f.metadata
    default = f.default if f.default not in (dataclasses.MISSING, None, "", ()) else ""
    low, high = m.get("low"), m.get("high")
    span = "" if low is None and high is None else f"{low:g}–{high:g}" if high else f"≥ {low:g}"
    standing = ""
    if issubclass(section, Section):  # [county] holds facts of the office, not terms
        standing = "not provided" if f.default is None else ""
        if "standing" in m and f.default is not None:
            standing = f"{m['standing'].status} {m['standing'].source}".strip()
    shown = ", ".join(map(str, default)) if isinstance(default, tuple) else default
    meaning = m.get("meaning", "")
    return f"| `{f.name}` | {meaning} | {m.get('unit', '')} | {shown} | {span} | {standing} |"


def columns() -> Iterator[str]:
    """One table a stored table."""
    own = tomllib.loads((ROOT / "docs" / "columns.toml").read_text("utf-8"))
    declared = {
        TABLE_OF_KIND.get(name, name): {c.name: c for c in kind.columns}
        for name, kind in KINDS.items()
    }
    yield "## Stored columns (DuckDB)"
    for table, stored in tables():
        yield f"\n### {table}\n"
        yield "| column | type | meaning |"
        yield "| --- | --- | --- |"
        for column, kind in stored:
            known = declared.get(table, {}).get(column)
            meaning = known.meaning if known else ""
            meaning = own.get(table, {}).get(column) or meaning or own["any"].get(column, "")
            unit = f" ({known.unit})" if known and known.unit else ""
            yield f"| `{column}` | {kind} | {meaning}{unit} |"


def tables() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Tables of the schema with their columns and types."""
    con = duckdb.connect()
    con.execute((ROOT / "risk" / "warehouse" / "schema.sql").read_text("utf-8"))
    names = con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE NOT internal ORDER BY 1"
    ).fetchall()
    for (name,) in names:
        found = con.execute(
            "SELECT column_name, data_type FROM duckdb_columns() "
            "WHERE NOT internal AND table_name = ? ORDER BY column_index",
            [name],
        ).fetchall()
        yield name, found


if __name__ == "__main__":
    sys.exit(main())
