"""Data quality: the rejected rows of loads, back as files for who may read personal data."""

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component
from flask import has_request_context
from flask_login import current_user

from dashboards.components.panels import card, empty
from dashboards.i18n import number, t, term
from dashboards.pages.quality_upload_route import LOAD_PATH
from dashboards.story import Context
from dashboards.story.quality import current_loads
from risk.flow import Story
from risk.operations.personal import READERS

FILES_MAX = 12


def rejected_card(context: Context, story: Story, lang: str) -> Component:
    """Links to the rejected rows of the newest load of each file, most rows first."""
    loads = current_loads(story)
    some = loads[loads["rows_rejected"] > 0].sort_values("rows_rejected", ascending=False)
    if some.empty:
        body: Component = empty(t("quality.no_rejects", lang))
    elif not _may_read():
        body = empty(t("upload.rejected_role", lang), t("upload.rejected_ask", lang))
    else:
        links = [
            html.Li(
                html.A(
                    t(
                        "upload.rejected_link", lang, file=row.file, n=number(row.n, lang),
                        kind=term("table", row.kind, lang),
                    ),
                    href=f"{LOAD_PATH}{row.load_id}.xlsx",
                )
            )
            for row in some.rename(columns={"rows_rejected": "n"}).head(FILES_MAX).itertuples()
        ]  # fmt: skip
        body = html.Ul(links)
    command = f"huzhu rejects -w {context.ws.root.name} --export rejects.xlsx"
    return card(
        t("quality.export", lang),
        dmc.Text(t("upload.rejected_why", lang), size="sm"),
        body,
        dmc.Code(command, block=True),
        note=t("quality.export_note", lang),
    )


def _may_read() -> bool:
    signed_in = has_request_context() and current_user.is_authenticated
    return bool(signed_in and current_user.user.role in READERS)
