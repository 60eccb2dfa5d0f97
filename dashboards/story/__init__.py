"""A Story → what pages and reports show: the store, and small pure functions."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from dashboards.figures.geometry import Layer, layer
from dashboards.security import Writes
from dashboards.security.past import asked_version
from dashboards.story.backups import WORK as BACKUP
from dashboards.story.backups import make_backup
from dashboards.story.bases import BasesDesk
from dashboards.story.chain import ChainDesk
from dashboards.story.dispatch_desk import DispatchDesk
from dashboards.story.drill import DrillDesk
from dashboards.story.event import EventDesk
from dashboards.story.event_judging import judge_workspace
from dashboards.story.history_desk import HistoryDesk
from dashboards.story.losses import LossDesk
from dashboards.story.plans_judged import judge_plans_of
from dashboards.story.relocating import relocate_workspace
from dashboards.story.report_desk import ReportDesk
from dashboards.story.resimulate import Resimulator
from dashboards.story.roster import RosterDesk
from dashboards.story.scores_judged import judge_scores
from dashboards.story.scorings import ScoringsDesk
from dashboards.story.shelf import Shelf
from dashboards.story.store import Progress, StoryStore
from dashboards.story.surge import SurgeDesk
from dashboards.story.upload import UploadDesk
from dashboards.story.watch_desk import WatchDesk
from dashboards.story.works import Name, Works
from risk.errors import WarehouseError
from risk.facts import Quality, read_quality
from risk.flow import Story
from risk.terms import Role
from risk.warehouse import current_version, is_kept, open_version
from risk.workspace import Workspace

MOST_PARTS = 50
P = TypeVar("P")

__all__ = ["Context", "Layer", "Progress", "StoryStore", "SurgeDesk"]


@dataclass
class Context:
    """What pages share: the workspace, the story in force, and the desks that answer for it."""

    ws: Workspace
    store: StoryStore
    clock: Callable[[], datetime]
    """Gives the county's local wall time."""
    desk: SurgeDesk = field(default_factory=SurgeDesk)
    again: Resimulator = field(default_factory=Resimulator)
    losses: LossDesk = field(default_factory=LossDesk)
    bases: BasesDesk = field(default_factory=BasesDesk)
    rosters: RosterDesk = field(init=False)
    chain: ChainDesk = field(init=False)
    dispatch: DispatchDesk = field(init=False)
    past: HistoryDesk = field(init=False)
    scorings: ScoringsDesk = field(init=False)
    under_way: EventDesk = field(init=False)
    watch: WatchDesk = field(init=False)
    reports: ReportDesk = field(init=False)
    drills: DrillDesk = field(init=False)
    works: Works = field(init=False)
    """Long work by name, in processes of its own."""
    uploads: UploadDesk = field(init=False)
    _quality: tuple[str, Quality] | None = field(default=None, repr=False)
    _layers: dict[str, dict[str, Layer]] = field(default_factory=dict, repr=False)
    _parts: Shelf[tuple[str, ...], Any] = field(
        default_factory=lambda: Shelf(MOST_PARTS), repr=False
    )

    def __post_init__(self) -> None:
        """The desks of history, scorings, events, the watch and reports read this workspace."""
        self.works = Works(self.clock)
        self.works.add(Name.RELOCATION, relocate_workspace, Role.ANALYST, follows=True)
        self.works.add(Name.JUDGING, judge_workspace, Role.ANALYST)
        self.works.add(Name.PLAN_JUDGING, judge_plans_of, Role.ANALYST, writes=Writes.PLANS)
        self.works.add(BACKUP, make_backup, Role.ADMINISTRATOR, writes=Writes.ACCOUNTS)
        self.works.take(
            Name.BASES, self.bases.job, Role.VIEWER, follows=True, writes=Writes.NOTHING
        )
        self.works.add(Name.SCORES, judge_scores, Role.ANALYST)
        self.works.beside(lambda: len(self.desk.under_way()) + self.store.working)
        self.uploads = UploadDesk(self.ws, self.works, self.clock)
        self.chain = ChainDesk(self.ws)
        self.past = HistoryDesk(self.ws)
        self.scorings = ScoringsDesk(self.ws)
        self.under_way = EventDesk(self.ws)
        self.watch = WatchDesk(self.ws)
        self.reports = ReportDesk(self.ws, self.past_version)
        self.drills = DrillDesk(self.ws)
        self.dispatch = DispatchDesk(self.ws, self.clock)
        self.rosters = RosterDesk(self.ws)

    def story(self) -> Story:
        """The story of the request: of the version its address asks for, else of the newest.

        Raises:
            WarehouseError: it has not been told yet (the gate in front of the pages prevents it).
        """
        past = self.past_version()
        told = self.store.past(past) if past else None
        story = (told.story if told else None) if past else self.store.get()
        if story is None:
            raise WarehouseError("the story is still being told", remedy="wait and reload")
        return story

    def past_version(self) -> str | None:
        """The earlier version the request asks for; None: none, or one that cannot be shown."""
        asked = asked_version()
        if asked is None or asked == current_version(self.ws) or not is_kept(self.ws, asked):
            return None
        told = self.store.past(asked)
        return None if told is not None and told.error is not None else asked

    def version(self) -> str:
        """Name of the version the request is answered from; it may be newer than the story's."""
        return self.past_version() or current_version(self.ws) or self.story().facts.version

    def quality(self) -> tuple[str, Quality]:
        """Name and quality of :meth:`version`."""
        story, version = self.story(), self.version()
        if version == story.facts.version:
            return story.facts.version, story.quality
        if self._quality is None or self._quality[0] != version:
            with open_version(self.ws, version) as warehouse:
                self._quality = version, read_quality(warehouse)
        return self._quality

    def part(self, name: str, lang: str, draw: Callable[[], P]) -> P:
        """A part of a page that hangs on story and :meth:`version` alone, drawn once.

        Args:
            name: of the part, its own among all parts.
            lang: language it is drawn in.
            draw: draws it.
        """
        told = self.story().facts.version, self.version()  # a new version is there before its story
        kept: P = self._parts.told((name, lang, *told), draw)
        return kept

    def layers(self) -> dict[str, Layer]:
        """Drawn layers of the story in force by level (village, township)."""
        facts = self.story().facts
        if facts.version not in self._layers:
            self._layers[facts.version] = {
                level: layer(facts.regions, level, facts.county.base_map)
                for level in ("village", "township")
            }
        return self._layers[facts.version]

    def find_layer(self, digest: str) -> Layer | None:
        """The layer of that hash, of this or an earlier version shown by this process."""
        self.layers()
        found = (x for layers in self._layers.values() for x in layers.values())
        return next((y for x in found for y in (x, x.drawn) if y.digest == digest), None)
