"""``python -m dashboards.i18n``: compile every catalogue (.po → .mo), in place."""

from pathlib import Path

from dashboards.i18n.compile import compile_file

if __name__ == "__main__":
    for po in sorted(Path(__file__).parent.glob("*/LC_MESSAGES/*.po")):
        po.with_suffix(".mo").write_bytes(compile_file(po))
        print(po.with_suffix(".mo").name, po.parent.parent.name)
