"""Tables of history on demand: the version is opened once, answers are kept until it changes."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import pandas as pd

from risk.flow import Story
from risk.views import VIEWS, Ask, Part, Views
from risk.warehouse import open_version
from risk.workspace import Workspace

KEPT = 96  # answers; a page asks ten
OPEN = 3  # versions: the newest, and earlier ones that links ask for
Key = tuple[str, Callable[[Views, Ask], Any], Ask]


class HistoryDesk:
    """Answers views of a story's version; threads share it.

    Nothing is opened before the first question, so that server processes are forked without an
    open store.
    """

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._lock = threading.Lock()
        self._views: OrderedDict[str, Views] = OrderedDict()
        self._answers: OrderedDict[Key, Any] = OrderedDict()

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
        key = (story.facts.version, view, ask)
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        made = view(self.views(story), ask)
        with self._lock:
            self._answers[key] = made
            while len(self._answers) > KEPT:
                self._answers.popitem(last=False)
        return made

    def views(self, story: Story) -> Views:
        """Views of the story's version; stores of the last versions asked for stay open.

        One that is dropped stays open until nobody reads it any more: a thread may be at it.
        """
        version = story.facts.version
        with self._lock:
            if version not in self._views:
                opened = open_version(self._ws, version)
                self._views[version] = Views(opened, story.facts.county)
                while len(self._views) > OPEN:
                    self._views.popitem(last=False)
            self._views.move_to_end(version)
            return self._views[version]
