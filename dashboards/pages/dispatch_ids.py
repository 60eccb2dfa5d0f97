"""Components of the page Dispatch."""

from enum import StrEnum


class Id(StrEnum):
    """Components of the page Dispatch."""

    GO = "dispatch-go"
    LIVE_DAY = "dispatch-live-day"
    OPEN_LIVE = "dispatch-open-live"
    ORIGIN = "dispatch-origin"
    SEED = "dispatch-seed"
    OPEN_REPLAY = "dispatch-open-replay"
    OPENED = "dispatch-opened"
    DAY = "dispatch-day"
    BEAT = "dispatch-beat"
    TICK = "dispatch-tick"
    ACTED = "dispatch-acted"
    SHOWN = "dispatch-shown"
    CLOCK = "dispatch-clock"
    REPLAY = "dispatch-replay"
    ROUTE = "dispatch-route"
    TAKE_IN = "dispatch-take-in"
    WORK = "dispatch-work"
    SAID = "dispatch-said"
    CHANCE = "dispatch-chance"
    CLAIMS = "dispatch-claims"
    ROUTES = "dispatch-routes"
    LINES = "dispatch-lines"
    TABLE = "dispatch-table"
    FILTER = "dispatch-filter"
    NEXT = "dispatch-next"
    CHOSEN = "dispatch-chosen"
    TOLD = "dispatch-told"
    CREW = "dispatch-crew"
    FOR_CLAIM = "dispatch-for-claim"
    FOR_CREW = "dispatch-for-crew"
    TO_CREW = "dispatch-to-crew"
    POSITION = "dispatch-position"
    AT = "dispatch-at"
    MORE = "dispatch-more"
    LATEST = "dispatch-latest"
    CREW_AT = "dispatch-crew-at"
    NEW_BASE = "dispatch-new-base"
    NEW_NAME = "dispatch-new-name"
    NEW_UNTIL = "dispatch-new-until"
    PLACES = "dispatch-places"
    CUT_UNTIL = "dispatch-cut-until"
    PACE = "dispatch-pace"
    PACE_FROM = "dispatch-pace-from"
    VILLAGE = "dispatch-village"
    CLAIM_NO = "dispatch-claim-no"
    HOUSEHOLD = "dispatch-household"
    GRADE = "dispatch-grade"
    SPECIAL = "dispatch-special"
    WHY_SO = "dispatch-why-so"
    UNDO_OF = "dispatch-undo-of"
    DRAFT = "dispatch-draft"
    EFFECT = "dispatch-effect"
    CONFIRM = "dispatch-confirm"
    DISCARD = "dispatch-discard"
    LOG = "dispatch-log"
    LINK = "dispatch-link"
    LINKED = "dispatch-linked"


class Act(StrEnum):
    """Buttons that propose a deed: its effect is shown before anybody confirms it."""

    ASSIGN = "dispatch-assign"
    TAKE_OFF = "dispatch-take-off"
    RELEASE = "dispatch-release"
    SET_OUT = "dispatch-set-out"
    ARRIVED = "dispatch-arrived"
    FINISHED = "dispatch-finished"
    PROLONG = "dispatch-prolong"
    BIND = "dispatch-bind"
    CANCEL = "dispatch-cancel"
    OUT = "dispatch-out"
    BACK = "dispatch-back"
    JOIN = "dispatch-join"
    CLOSE = "dispatch-close"
    OPEN = "dispatch-open"
    SLOW = "dispatch-slow"
    CLAIM = "dispatch-claim"
    UNDO = "dispatch-undo"


STEPS = {f"dispatch-step-{minutes}": minutes for minutes in (5, 15, 60, 240)}
"""Buttons of a replay's clock, with the minutes each lets pass."""

FIELDS = (
    (Id.TO_CREW, "value"), (Id.POSITION, "value"), (Id.AT, "value"), (Id.MORE, "value"),
    (Id.LATEST, "value"), (Id.CREW_AT, "value"), (Id.NEW_BASE, "value"), (Id.NEW_NAME, "value"),
    (Id.NEW_UNTIL, "value"), (Id.PLACES, "value"),
    (Id.CUT_UNTIL, "value"), (Id.PACE, "value"), (Id.PACE_FROM, "value"), (Id.VILLAGE, "value"),
    (Id.CLAIM_NO, "value"), (Id.HOUSEHOLD, "value"), (Id.GRADE, "value"),
    (Id.SPECIAL, "checked"), (Id.WHY_SO, "value"),
    (Id.UNDO_OF, "value"),
)  # fmt: skip
"""Fields of the forms, and the property that holds what was given."""
