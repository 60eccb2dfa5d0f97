"""Page Dispatch: what was done, or why it was not."""

import dash_mantine_components as dmc
from dash.development.base_component import Component

from dashboards.components.panels import refusal, refused_words
from dashboards.i18n import t
from dashboards.pages.dispatch_words import reason_words
from risk.errors import HuzhuError, OperationsError
from risk.operations.dispatch import Done


def done_words(done: Done, lang: str) -> str:
    """A change that is kept now."""
    told = done.changed
    return t("dispatch.done", lang, n=done.number,
             what=reason_words(done.state, told.reason, told.values, lang))  # fmt: skip


def refused_view(error: HuzhuError, lang: str) -> Component:
    """Why nothing was done; of a conflict also that what is shown is new."""
    if not isinstance(error, OperationsError):
        return refusal(error, lang)
    return dmc.Alert(
        [refused_words(str(error), lang), " ", t("dispatch.look_again", lang)],
        title=t("dispatch.conflict", lang), color="red", variant="light", className="refusal",
    )  # fmt: skip
