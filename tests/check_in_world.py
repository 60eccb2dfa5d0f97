"""A dispatch day with two crews, the page their phones check in on, and what phones send.

The tiny day of `tests.dispatch_world` at 08:00, routes given out: c1 goes to t1, t2, t3, c2 to t4
and t5. House t1 stands at 102.1, 36.8, the next village 8.9 km east of it.
"""

import itertools
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from dash import Dash, html
from flask.testing import FlaskClient

from dashboards.checkin import install_check_in
from dashboards.security import secure
from dashboards.story.check_ins import CheckInDesk
from risk.operations import open_keys, open_operations
from risk.operations.check_in_link import Pass, checkin_link, write_pass
from risk.operations.dispatch import HOUSE, KeptDay, do_deed, load_day, open_day
from risk.staffing.live import DayState, Deed, DeedKind, told
from risk.terms import Role
from risk.workspace import Workspace
from tests.dispatch_world import DAY, tiny_day

ROUTES = {"c1": ("t1", "t2", "t3"), "c2": ("t4", "t5")}
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
EIGHT = datetime(2026, 1, 20, 8)
HOUSE_1 = {"lon": 102.1, "lat": 36.8, "accuracy_m": 15.0}
SETTINGS = '[county]\nname = "小县"\nname_en = "Tiny"\ncode = "990101"\nsynthetic = true\n'


@dataclass
class KeptDays:
    """Dispatch days as the store has them."""

    ws: Workspace
    sought: list[int] = field(default_factory=list)

    def stand(self, day_id: int, _at: datetime) -> tuple[KeptDay, DayState]:
        """A day told from its log."""
        with closing(open_operations(self.ws)) as con:
            kept = load_day(con, day_id)
        return kept, told(kept.start, kept.log)

    def seek_better(self, day_id: int) -> None:
        """Better routes were asked for."""
        self.sought.append(day_id)


def open_tiny_day(ws: Workspace, *, origin: str = "live", day: date = DAY) -> int:
    """Keep the tiny day and give its routes out; returns its number."""
    tiny, at = tiny_day(), datetime.combine(day, EIGHT.time())
    start = replace(
        tiny, ground=replace(tiny.ground, day=day),
        claims={k: replace(c, point_source="own") for k, c in tiny.claims.items()},
    )  # fmt: skip
    with closing(open_operations(ws)) as con:
        day_id = open_day(
            con, start, origin=origin, name="小县", seed=1, synthetic=True, data_version="v1",
            user="d", role=Role.DISPATCHER, at=at,
        )  # fmt: skip
        routed = Deed(DeedKind.ROUTED, 480.0, routes=ROUTES)
        do_deed(con, day_id, routed, seen=0, user=HOUSE, role=HOUSE, at=at)
    return day_id


def link_of(ws: Workspace, base: str, day_id: int, crew_id: str, until: datetime) -> str:
    """A crew's link, as route sheets carry it."""
    with closing(open_operations(ws)) as con:
        return checkin_link(open_keys(ws, con), base, day_id, crew_id, until)


class Phones:
    """The check-in page of a fresh workspace, and what phones ask of it; its clock is ``now``."""

    def __init__(self, root: Any, *, origin: str = "live") -> None:
        root.mkdir()
        (root / "county.toml").write_text(SETTINGS, "utf-8")
        self.ws, self.now = Workspace(root), EIGHT
        self.day_id = open_tiny_day(self.ws, origin=origin)
        self.days = KeptDays(self.ws)
        app = Dash("small")
        app.layout = html.P("inside")
        secure(app, self.ws, clock=lambda: self.now)
        desk = CheckInDesk(self.ws, self.days)
        install_check_in(app.server, self.ws, desk, clock=lambda: self.now)
        self.client: FlaskClient = app.server.test_client()
        self._uuids = map("{:032x}".format, itertools.count(1))

    def word(self, crew_id: str = "c1", **changes: Any) -> str:
        """The pass of a crew, valid until noon of the next day."""
        granted = {"day_id": self.day_id, "crew_id": crew_id,
                   "valid_until": EIGHT + timedelta(hours=28)} | changes  # fmt: skip
        with closing(open_operations(self.ws)) as con:
            return write_pass(open_keys(self.ws, con), Pass(**granted))

    def item(self, claim_id: str = "t1", kind: str = "arrived", **changes: Any) -> dict[str, Any]:
        """A check-in made ten minutes before the phone's clock stands at 1,000,000 s."""
        told = {"uuid": next(self._uuids), "claim_id": claim_id, "kind": kind, "made_ms": 999_400e3}
        return told | changes

    def send(self, *items: Any, crew: str = "c1", word: str | None = None, **body: Any) -> Any:
        """What the server answers to check-ins sent at 1,000,000 s of the phone's clock."""
        return self.client.post(
            "/checkin/sent",
            json={"sent_ms": 1_000_000e3, "items": list(items)} | body,
            headers=SAME_ORIGIN | {"Authorization": f"Bearer {word or self.word(crew)}"},
        )

    def ask(self, word: str | None = None, **headers: str) -> Any:
        """The day, as a phone asks for it."""
        given = {"Authorization": f"Bearer {word or self.word()}"}
        return self.client.get("/checkin/day", headers=given | headers)

    def state(self) -> DayState:
        """Where the day stands."""
        return self.days.stand(self.day_id, self.now)[1]
