"""What a request may write: callbacks and routes declare it, everything else is refused."""

from enum import StrEnum

from risk.errors import OperationsError
from risk.operations import User
from risk.operations.limits import Limit
from risk.operations.users import DEMO_NAME


class Writes(StrEnum):
    """What a callback or route changes beside the audit, which everything may append to."""

    NOTHING = "nothing"
    PLANS = "plans"
    """Scenarios, crew plans, rosters, drills, dispatch days: what the demo may write too."""
    RECORDS = "records"
    """Decisions, calls, warnings, road states, uploads, reports made, work on the warehouse."""
    ACCOUNTS = "accounts"
    """Users, passwords, passes of wallboards, backups."""


DEMO_WRITES = frozenset({Writes.NOTHING, Writes.PLANS})
"""What the demo's one-click account may write."""

TABLES = {
    Writes.NOTHING: ("audit", "key_check"),
    Writes.PLANS: (
        "scenario", "plan", "plan_said", "plan_said_tier", "roster", "drill", "drill_step",
        "drill_score", "dispatch_day", "dispatch_deed",
    ),
    Writes.RECORDS: (
        "alias", "alert", "alert_decision", "alert_step", "liaison_call", "road_report",
        "crew_decision", "desk_decision", "check_in", "report_made", "person", "reject_row",
        "plan_run", "plan_judged", "nowcast_run", "nowcast_said", "plan_call",
    ),
    Writes.ACCOUNTS: ("user", "wall_pass"),
}  # fmt: skip
"""Tables of the operations store by what a request must declare to write them."""
DEMO_WHY = "the demo account saves scenarios and plans only"
DEMO_REMEDY = "sign in with an account of your own"
PAST_TABLES = ("scenario", "plan")
PAST_WHY = "this page shows an earlier data version: it can only be read, scenarios apart"
PAST_REMEDY = "open the newest data and do it there"
UNDECLARED_WHY = "this part of the dashboard may not write here"
UNDECLARED_REMEDY = "report it with the page and what you did"


def refuse_demo(user: User, writes: Writes) -> None:
    """Refuse the demo's account anything but plans: for writes beside the operations store.

    Raises:
        OperationsError: it is the demo's account, and this is more.
    """
    if user.name == DEMO_NAME and writes not in DEMO_WRITES:
        raise OperationsError(DEMO_WHY, remedy=DEMO_REMEDY)


def limit_of(writes: Writes, *, demo: bool, past: bool = False) -> Limit:
    """The store's limit for one request: its audit and what it declared, the demo's plans at most.

    Args:
        writes: what the callback or route declares.
        demo: whether the demo's account asks.
        past: whether the page asking shows an earlier data version: scenarios can be saved there.
    """
    if past:
        kept = PAST_TABLES if writes is Writes.PLANS else ()
        return Limit(frozenset(TABLES[Writes.NOTHING] + kept), PAST_WHY, PAST_REMEDY)
    allowed = not demo or writes in DEMO_WRITES
    tables = frozenset(TABLES[Writes.NOTHING] + (TABLES[writes] if allowed else ()))
    if allowed:
        return Limit(tables, UNDECLARED_WHY, UNDECLARED_REMEDY)
    return Limit(tables, DEMO_WHY, DEMO_REMEDY)
