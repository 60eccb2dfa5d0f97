"""docs/LEDGERS.md from the declared ledgers, and the words templates explain columns with."""

from risk.ledger.faults import WORDING
from risk.ledger.kinds import KINDS
from risk.ledger.model import Column, Kind
from risk.ledger.words import WORD_TABLES, choices

TYPE_NAMES = {
    "text": ("文本", "text"),
    "code": ("文本编号", "code (text)"),
    "word": ("选项", "word"),
    "int": ("整数", "whole number"),
    "float": ("数字", "number"),
    "number": ("数字或百分比", "number or percent"),
    "money": ("金额", "money"),
    "date": ("日期", "date"),
    "datetime": ("日期时间", "date and time"),
    "bool": ("是/否", "yes or no"),
    "id_number": ("身份证号", "identity number"),
    "digits": ("长数字", "digits (text)"),
    "phone": ("电话", "telephone"),
}
EXAMPLES = {
    "date": "2024-07-01", "datetime": "2024-07-01 08:30", "bool": "是", "money": "30000",
    "float": "12.5", "number": "95%", "int": "3", "phone": "0972-8300000",
    "id_number": "18位，列设为文本", "digits": "按原号填写", "code": "按原编号填写",
}  # fmt: skip


def example(column: Column) -> str:
    """An example value for a template's notes."""
    return choices(column.words)[0] if column.words else EXAMPLES.get(column.type, "")


def type_name(column: Column, lang: str) -> str:
    """Name of a column's type."""
    return TYPE_NAMES[column.type][0 if lang == "zh" else 1]


def requirement(kind: Kind, column: Column, lang: str) -> str:
    """Whether a column must be filled: yes, one of several, or nothing."""
    if column.required:
        return "是" if lang == "zh" else "yes"
    if any(column.name in group for group in kind.one_of):
        return "择一" if lang == "zh" else "one of"
    return ""


def rule(kind: Kind, column: Column) -> str:
    """What a value must keep, and what happens if it does not."""
    parts = []
    if column.low is not None or column.high is not None:
        low = "" if column.low is None else f"{column.low:g}"
        high = "" if column.high is None else f"{column.high:g}"
        parts.append(f"{low} to {high}, else {'flagged' if column.soft else 'rejected'}")
    parts += [f"not before {start}" for start, end in kind.periods if end == column.name]
    chains = [chain for chain in kind.sequence if column.name in chain[1:]]
    before = [chain[chain.index(column.name) - 1] for chain in chains]
    parts += [f"before {name}: flagged" for name in dict.fromkeys(before)]
    if column.words:
        parts.append(f"words: `{column.words}`")
    if column.personal:
        parts.append("personal")
    return "; ".join(parts)


def kind_table(kind: Kind) -> str:
    """One ledger's section."""
    head = [f"Key: {', '.join(f'`{name}`' for name in kind.key)}."]
    if kind.own_id:
        head.append(f"`{kind.own_id}` is made from the row's content where it is empty.")
    if kind.geometry:
        head.append("Also from maps: GeoPackage, zipped Shapefile, GeoJSON, GeoParquet.")
    words = dict.fromkeys((kind.title_zh, kind.name, kind.title_en, *kind.file_words))
    head.append(f"File names with: {', '.join(words)}.")
    lines = [
        f"## {kind.name} · {kind.title_zh}",
        "",
        " ".join(head),
        "",
        "| column | headings | type | unit | required | rule | meaning |",
        "|---|---|---|---|---|---|---|",
        *(_column_line(kind, column) for column in kind.columns),
    ]
    return "\n".join(lines)


def _column_line(kind: Kind, column: Column) -> str:
    cells = (
        f"`{column.name}`", " · ".join(dict.fromkeys((*column.zh, *column.en))),
        type_name(column, "en"), column.unit, requirement(kind, column, "en"), rule(kind, column),
        column.meaning,
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def word_tables() -> str:
    """Every word table: code and the words that stand for it."""
    lines = [
        "## Words",
        "",
        "The code itself and the words beside it are read; case, spaces, `_` and `-` do not",
        "matter. An unknown word is rejected with the known ones as remedy.",
        "",
    ]
    for name, table in WORD_TABLES.items():
        words = "; ".join(f"`{code}` {line.replace('|', ' · ')}" for code, line in table.items())
        lines.append(f"- `{name}`: {words}")
    return "\n".join(lines)


def fault_table() -> str:
    """Every rule in the words the user sees."""
    lines = ["## Reasons", "", "| rule | remedy | 规则 | 处理办法 |", "|---|---|---|---|"]
    lines += [f"| {en} | {cure} | {zh} | {zh_cure} |" for zh, zh_cure, en, cure in WORDING.values()]
    return "\n".join(lines)


INTRODUCTION = """\
# Ledgers

Generated: `python -c "from risk.ledger.document import ledgers_page as p; print(p(), end='')"`;
a test keeps it equal to the code.

A ledger is one file of one kind: XLSX, XLS, XLSB, ODS, CSV (UTF-8 or GB18030; comma,
semicolon or tab) or Parquet. Headings are found within the first 20 rows, in Chinese or
English, in any order; case, spaces, `_`, `-` and `*` do not matter. A unit in brackets
is understood (`保额（万元）`); a heading in a unit that is not known for its column is not
taken for it. Of several sheets the one whose headings fit is read; if several fit,
`--sheet` must say which. Headings no column knows are ignored and listed.

**Stored, rejected, flagged.** Every row is stored or rejected: rows in = stored +
rejected.

- *Rejected*, with file, sheet, row, column, value, rule and remedy: a value that cannot
  be read as its type, whether or not its column is required; a number out of range; an
  unknown word; a damaged identity number; a required value that is empty; a period that
  ends before it begins; a row with more cells than headings; the second of two equal
  rows; every row of a key that stands twice with different content.
- *Flagged*, but stored as written: moments in an impossible order, doubtful points of
  policies, claims and reports (0, swapped, out of range, half), premiums that match no
  row of the scheme in the policy's contract year, several policies of one household at
  the same time, parts of one region merged into one outline. A house insured must not
  vanish from exposure, nor a claim from history, because one value is doubtful.
- *Empty* are: nothing, `-`, `--`, `—`, `——`, `/`, `NA`, `N/A`, `#N/A`, `NULL`, `null`,
  `None`, `nan`, `NaN`, `<NA>`, `\\N`.

**Values.** Days: `2024-7-1`, `2024/07/01`, `2024.7.1`, `2024年7月1日`, `20240701`, Excel
day numbers; times beside them: `8:30`, `8时30分`, `下午3点`, `T08:30Z`, `+08:00` (turned
into the county's wall time). Two-digit years and day-first dates are rejected: they can
be read in two ways. Midnight sharp counts as a day without a time. Money: `30000`,
`30,000.00`, `¥30000`, `3万元`, full-width digits; a unit beside the number outranks the
heading's. Yes/no: `是`/`否`, `yes`/`no`, `true`/`false`, `1`/`0`. Identity numbers: 18
characters with the check digit of GB 11643, or 15 digits (stored with century and check
digit); scientific notation and a rounded `000` ending are rejected. A number that truly
ends in `000` is read when it is written in groups with spaces.

**Equal rows.** Two rows are equal if all columns of the ledger are; rows whose id is
made from their content only if every cell is. Such an id depends on the row's cells
alone: the same row gets the same id in every file.

**Count.** A claim row with `count` n becomes n claims, ids ending in `-1` to `-n`.

**Mapping.** `--mapping M.toml` for headings this page does not know:

```toml
missing = ["Currently Unavailable"]                          # texts that mean "no value"
[columns]
claim_id = "id"                                              # rename
loss_at = {column = "dateOfLoss", take = [0, 10]}            # slice of the text
region_code = {column = "censusTract", pad = 11}             # zeros to the left
status = {column = "paid", values = {"" = "rejected"}, default = "paid"}
elevation_m = {column = "elevationFt", scale = 0.3048}       # unit
started_at = {column = "Date", join = ["Time"], suffix = "Z"}   # two headings; Z: told in UTC
[constants]
time_precision = "day"
```
Steps run in this order: join (with a space), take, pad, values and default, prefix and suffix,
the ledger's own parser, scale.
"""


def ledgers_page() -> str:
    """The whole page."""
    tables = [kind_table(kind) for kind in KINDS.values()]
    return "\n\n".join([INTRODUCTION.rstrip(), *tables, word_tables(), fault_table()]) + "\n"
