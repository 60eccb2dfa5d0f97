"""What the keyboard does: a dialog, opened by ``?`` or its button (``assets/frame.js``)."""

from dash import html
from dash.development.base_component import Component

from dashboards.i18n import t

KEYS = (
    ("Tab", "tab"), ("Enter", "skip"), ("?", "help"), ("Esc", "escape"), ("← → ↑ ↓", "arrows"),
    ("Alt + Shift + S / D / C / N / H / U / X / L", "desk"),
)  # fmt: skip
"""Keys as they are written on them, and the text behind ``help.key.``."""
DIALOG = "shell-help"


def help_dialog(lang: str) -> Component:
    """The dialog; the browser keeps the focus in it and gives it back."""
    rows = [
        item
        for keys, name in KEYS
        for item in (html.Dt(html.Kbd(keys)), html.Dd(t(f"help.key.{name}", lang)))
    ]
    close = html.Form(
        html.Button(t("help.close", lang), type="submit", className="plain", autoFocus="autofocus"),
        method="dialog",
    )
    return html.Dialog(
        [html.H2(t("help.title", lang)), html.Dl(rows, className="facts"), close],
        id=DIALOG, **{"aria-label": t("help.title", lang)},
    )  # fmt: skip
