"""A page in the house's look without Dash: waiting, not found, not allowed, broken."""

import hashlib
from html import escape
from pathlib import Path

from dashboards.i18n.catalogue import LANGS, texts

PAGE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>
{again}
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root {{ color-scheme: light dark; background: Canvas; color: CanvasText; }}
body {{ font-family: "Noto Sans SC", "Noto Sans CJK SC", sans-serif; line-height: 1.6;
  max-width: 40rem; margin: 4rem auto; padding: 0 1rem; }}
h1 {{ font-size: 1.4rem; }}
.number {{ font-family: monospace; }}
a:focus-visible {{ outline: 2px solid currentColor; outline-offset: 2px; }}
</style></head><body><main><h1>{heading}</h1><p>{text}</p>{links}</main></body></html>
"""


def plain_page(
    title: str,
    heading: str,
    text: str,
    lang: str,
    *,
    again_s: int | None = None,
    links: tuple[tuple[str, str], ...] = (),
) -> str:
    """The document.

    Args:
        title: of the browser's tab.
        heading: what it is.
        text: what to do.
        lang: language it is written in.
        again_s: seconds after which the browser asks again; None: never.
        links: address and words of the ways on.
    """
    onward = "".join(f'<p><a href="{escape(to)}">{escape(words)}</a></p>' for to, words in links)
    return PAGE.format(
        lang="zh-CN" if lang == "zh" else "en",
        title=escape(title),
        heading=escape(heading),
        text=escape(text),
        links=onward,
        again=f'<meta http-equiv="refresh" content="{again_s}">' if again_s else "",
    )


def page_words(prefix: str, lang: str) -> dict[str, str]:
    """Texts of a page outside Dash by their short names: those whose key begins with ``prefix``."""
    return {k.removeprefix(prefix): v for k, v in texts(lang).items() if k.startswith(prefix)}


def page_digest(here: Path, prefix: str) -> str:
    """Changes with the files and texts of a page outside Dash, so that browsers load it anew."""
    said = hashlib.sha256()
    for path in sorted([*(here / "static").iterdir(), *(here / "templates").iterdir()]):
        said.update(path.read_bytes())
    for lang in LANGS:
        said.update(repr(sorted(page_words(prefix, lang).items())).encode())
    return said.hexdigest()[:16]
