"""Administrative codes of China (GB/T 2260, GB/T 10114): digits that narrow from left to right."""

WIDTHS = (2, 4, 6, 9, 12)  # province, prefecture, county, township, village


def code_prefix(code: str) -> str:
    """The code without the zeros that only fill it up; "" for what is no such code.

    630223100000 → 630223100 (a township), 630223000000 → 630223, 630200 → 6302.
    """
    if not code.isascii() or not code.isdigit() or len(code) not in (6, 9, 12):
        return ""
    short = len(code.rstrip("0"))
    return code[: next(n for n in WIDTHS if n >= short)] if short else ""
