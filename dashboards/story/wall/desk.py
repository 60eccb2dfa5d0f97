"""The state of the wall, told anew only when something it shows has changed."""

import hashlib
import json
import threading
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dashboards.i18n import day, t
from dashboards.story import Context
from dashboards.story.shelf import Shelf
from dashboards.story.wall.ahead import Ahead, ahead_of
from dashboards.story.wall.backlog import backlog
from dashboards.story.wall.behind import Behind
from dashboards.story.wall.crews import crews
from dashboards.story.wall.ground import Warnings, ground
from dashboards.story.wall.hours import hours
from dashboards.story.wall.moment import Kind, Shown, data_until, day_shown, seconds, shown
from dashboards.story.wall.signals import signals
from dashboards.story.wall.year import year_sight
from dashboards.story.watch import Moment, Warned
from risk.errors import OperationsError
from risk.flow import Story

KEPT = 8
MIN_S, HOUR_S = 60, 3600
BUSY = ("backlog", "map", "ahead")
CALM = (*BUSY, "year")


@dataclass(frozen=True)
class Told:
    """A state as JSON, and the mark that changes with it."""

    body: bytes
    etag: str


class WallDesk:
    """Tells the wall's state; what takes longer is told behind the requests."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._turn = threading.Lock()
        self._told: Shelf[Hashable, Told] = Shelf(KEPT)
        self._years: Shelf[Hashable, dict[str, Any]] = Shelf(KEPT)
        self._aheads: Behind[Ahead] = Behind(KEPT)
        self._polling: Behind[bool] = Behind(1)

    def state(
        self, lang: str, now: datetime, *, day_id: int | None = None, page: str = ""
    ) -> tuple[Told, datetime]:
        """What the screen shows, and the time it shows it as of.

        Args:
            lang: zh or en.
            now: the county's wall time.
            day_id: a dispatch day to show, as a drill asks for it.
            page: mark of the page's own files; the screen loads itself anew when it changes.

        Raises:
            OperationsError: there is no dispatch day of that number.
        """
        story, watch = self._story(), self._context.watch
        at = self._shown(story, now, day_id)
        minute = at.at.replace(second=0, microsecond=0)
        self._polling.get(minute, lambda: bool(watch.poll(story, now)) or True)
        key = (
            story.facts.version, lang, page, minute, at.kind, at.day and at.day.key, watch.mark(),
            self._aheads.ended,
        )  # fmt: skip
        with self._turn:
            return self._told.told(key, lambda: self._tell(story, at, now, lang, page)), at.at

    def wait(self) -> None:
        """Wait for what is being told behind the requests."""
        self._polling.wait()
        self._aheads.wait()

    def _story(self) -> Story:
        found = self._context.store.get()
        if found is None:  # the gate in front of all addresses prevents it
            raise OperationsError("the story is still being told", remedy="wait and ask again")
        return found

    def _shown(self, story: Story, now: datetime, day_id: int | None) -> Shown:
        facts, desk = story.facts, self._context.dispatch
        synthetic = facts.county.synthetic
        chosen = day_shown(desk.days(), now.date(), asked=day_id, synthetic=synthetic)
        if chosen is None and day_id is not None:
            raise OperationsError(f"no dispatch day {day_id}", where="wallboard")
        seen = None if chosen is None else desk.look(chosen.id, now)
        return shown(seen, now, facts.as_of, synthetic=synthetic)

    def _tell(self, story: Story, at: Shown, now: datetime, lang: str, page: str) -> Told:
        context, facts = self._context, story.facts
        practice = facts.county.synthetic and at.at < now
        warned = context.watch.watch(Moment(at.at, now, practice=practice)).in_force
        inside: Warnings = [
            (w.colour.value.value if w.colour else "", context.watch.inside(facts, w).villages)
            for w in warned
        ]
        calm = at.day is None and not warned
        state = {
            **head(story, at, lang), "page": page, "sights": CALM if calm else BUSY,
            "backlog": backlog(story, at, lang),
            "map": ground(story, context.layers(), at, inside, lang),
            "ahead": self._ahead(story, at, warned, lang),
            "signals": signals(facts, warned, context.watch, lang),
            "crews": crews(context.ws, story, at, lang),
            "year": self._year(story, lang) if calm else None,
        }  # fmt: skip
        body = json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode()
        return Told(body, hashlib.sha256(body).hexdigest()[:20])

    def _ahead(
        self, story: Story, at: Shown, warned: Sequence[Warned], lang: str
    ) -> dict[str, Any]:
        context, hour = self._context, at.at.replace(minute=0, second=0, microsecond=0)
        key = (story.facts.version, hour, tuple(w.key for w in warned))
        made = self._aheads.get(
            key,
            lambda: ahead_of(
                story, context.ws, at.at, warned, events=context.under_way, surge=context.desk
            ),
        )
        return hours(made, self._aheads.failure(key), lang)

    def _year(self, story: Story, lang: str) -> dict[str, Any]:
        key = (story.facts.version, lang)
        return self._years.told(key, lambda: year_sight(story, lang))


def head(story: Story, at: Shown, lang: str) -> dict[str, Any]:
    """What stands on every sight.

    Returns:
        county, synthetic ("" where it is not), data: words; kind and its words; stands: second the
        time shown is held at (None: it runs); data_until: second of the newest data's end, None
        where the moment shown is not the clock's; and the times the screen lives by, seconds.
    """
    facts, board = story.facts, story.facts.county.wallboard
    county, synthetic = facts.county, facts.county.synthetic
    clock = at.kind is Kind.CLOCK
    name = at.day.kept.head.name if at.day else ""
    shown_day = day(at.at.date(), lang)
    return {
        "county": county.name_en if lang == "en" and county.name_en else county.name,
        "synthetic": t("shell.synthetic", lang) if synthetic else "",
        "data": t("wall.data", lang, day=day(facts.as_of, lang), version=facts.version),
        "kind": at.kind.value,
        "kind_words": "" if clock else t(f"wall.kind.{at.kind.value}", lang, name=name,
                                         day=shown_day),
        "stands": seconds(at.at) if at.stands else None,
        "data_until": seconds(data_until(facts.as_of)) if clock else None,
        "data_stale_after_s": board.data_stale_after_h * HOUR_S,
        "stale_after_s": board.stale_after_min * MIN_S,
        "update_s": board.update_s, "rotate_s": board.rotate_s,
    }  # fmt: skip
