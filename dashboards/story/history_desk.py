"""Tables of history on demand: the version is opened once, answers are kept until it changes."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import pandas as pd

from risk.flow import Story
from risk.views import VIEWS, Ask, Part, Views
from risk.warehouse import Warehouse, open_version
from risk.workspace import Workspace

KEPT = 96  # answers; a page asks ten


class HistoryDesk:
    """Answers views of the story's version; threads share it.

    Nothing is opened before the first question, so that server processes are forked without an
    open store.
    """

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._lock = threading.Lock()
        self._warehouse: Warehouse | None = None
        self._views: Views | None = None
        self._answers: OrderedDict[tuple[Callable[[Views, Ask], Any], Ask], Any] = OrderedDict()

    def table(self, story: Story, name: str, ask: Ask) -> pd.DataFrame:
        """The view of that name; see `risk.views.VIEWS`. Not to be changed by who gets it."""
        view = VIEWS[name]
        if isinstance(view, Part):
            part: pd.DataFrame = getattr(self.answer(story, view.whole, ask), view.name)
            return part
        found: pd.DataFrame = self.answer(story, view, ask)
        return found

    def answer(self, story: Story, view: Callable[[Views, Ask], Any], ask: Ask) -> Any:
        """What any function of views says, kept for the next who asks the same."""
        views = self.views(story)
        with self._lock:
            if (view, ask) in self._answers:
                self._answers.move_to_end((view, ask))
                return self._answers[view, ask]
        made = view(views, ask)
        with self._lock:
            if self._views is views:
                self._answers[view, ask] = made
                while len(self._answers) > KEPT:
                    self._answers.popitem(last=False)
        return made

    def views(self, story: Story) -> Views:
        """Views of the story's version; the answers of an earlier one are dropped.

        An earlier store stays open until nobody reads it any more: a thread may be at it.
        """
        version = story.facts.version
        with self._lock:
            if self._views is None or self._warehouse is None or self._warehouse.name != version:
                self._warehouse = open_version(self._ws, version)
                self._views = Views(self._warehouse, story.facts.county)
                self._answers.clear()
            return self._views
