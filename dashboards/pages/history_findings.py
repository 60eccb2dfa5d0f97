"""History, findings: what the data show, what is proposed, what became of what was decided."""

from collections.abc import Sequence

import dash_mantine_components as dmc
import pandas as pd
from dash.development.base_component import Component

from dashboards.components.panels import card, empty
from dashboards.components.sheet import Shown, plain
from dashboards.i18n import MISSING, day, percent
from dashboards.pages.history_scene import Scene, sentence
from dashboards.story.findings import effect_texts, reader, said
from risk.history.findings import FALSE_DISCOVERIES, Finding

COLUMNS = ("metric", "period", "value", "conclusion", "measure", "owner", "due")
SENTENCES = ("metric", "period", "value", "conclusion", "measure", "action", "change")
SENTENCE_PX = 200
"""So wide that they are broken into lines: what to do has to stand on the screen."""
EFFECT_COLUMNS = ("decided_on", "action", "owner", "metric", "change", "answer")


def view(s: Scene) -> list[Component]:
    """The tab: findings look at the whole county, whatever the filter."""
    found = s.story.account.findings
    known = [f for f in found if f.sufficient]
    thin = [f for f in found if not f.sufficient]
    rate = percent(FALSE_DISCOVERIES, s.lang, 0)
    return [
        sentence(s.t("history.findings_scope")),
        _found(s, "history.findings_to_act", [f for f in known if f.to_act], rate),
        _found(s, "history.findings_known", [f for f in known if not f.to_act], rate),
        _found(s, "history.findings_thin", thin, rate),
        _measures(s),
    ]


def _found(s: Scene, key: str, found: Sequence[Finding], rate: str) -> Component:
    title, to = s.t(key), reader(s.story, s.lang)
    if not found:
        return card(title, empty(s.t(f"{key}_none")))
    told = [said(finding, to) for finding in found]
    rows = [[getattr(one, name) for name in COLUMNS] for one in told]
    body = plain(pd.DataFrame(rows, columns=list(COLUMNS)), _heads(s, COLUMNS))
    return card(title, body, note=s.t("history.note.findings", rate=rate))


def _measures(s: Scene) -> Component:
    title = s.t("history.measure_effects")
    effects = s.story.account.measures
    if not effects:
        return card(title, empty(s.t("history.empty.measures")))
    rows = []
    for one in effects:
        change, answer = effect_texts(one, s.lang)
        decided = day(one.decided_on, s.lang)
        rows.append((decided, one.action, one.owner or MISSING, one.metric_name, change, answer))
    frame = pd.DataFrame(rows, columns=list(EFFECT_COLUMNS))
    body = plain(frame, _heads(s, EFFECT_COLUMNS))
    return card(title, dmc.Box(body), note=s.t("history.note.measure_effects"))


def _heads(s: Scene, names: Sequence[str]) -> list[Shown]:
    wide = {name: SENTENCE_PX if name in SENTENCES else 140 for name in names}
    return [Shown(name, s.t(f"history.col.{name}"), "text", 0, wide[name]) for name in names]
