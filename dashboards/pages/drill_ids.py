"""Components of the page Drill."""

from enum import StrEnum

from dashboards.story.drill import HOURS


class Id(StrEnum):
    """Components of the page Drill."""

    GO = "drill-go"
    ORIGIN = "drill-origin"
    PARTICIPANTS = "drill-participants"
    SEED = "drill-seed"
    BEGIN = "drill-begin"
    BEGUN = "drill-begun"
    NUMBER = "drill-number"
    CLOCK = "drill-clock"
    CONTROLS = "drill-controls"
    FORM = "drill-form"
    SAID = "drill-said"
    RESULT = "drill-result"
    SOURCE = "drill-source"
    CREWS = "drill-crews"
    BASE = "drill-base"
    SHIFT = "drill-shift"
    CALL = "drill-call"
    FROM_BASE = "drill-from-base"
    TO_BASE = "drill-to-base"
    MOVED = "drill-moved"
    MOVED_SHIFT = "drill-moved-shift"
    MOVE = "drill-move"
    DISPATCH = "drill-dispatch"
    SWEEP = "drill-sweep"
    GREEN = "drill-green"
    PHOTO = "drill-photo"
    RULES = "drill-rules"
    HOURS = "drill-hours"
    OVERTIME = "drill-overtime"
    CALLED = "drill-called"
    RELEASE = "drill-release"
    AFTER = "drill-after"
    REMAKE = "drill-remake"
    REMADE = "drill-remade"
    REMAKING = "drill-remaking"
    JUDGE = "drill-judge"
    JUDGED = "drill-judged"
    WATCH = "drill-watch"


FIELDS = (
    (Id.SOURCE, "value"), (Id.CREWS, "value"), (Id.BASE, "value"), (Id.SHIFT, "value"),
    (Id.FROM_BASE, "value"), (Id.TO_BASE, "value"), (Id.MOVED, "value"), (Id.MOVED_SHIFT, "value"),
    (Id.DISPATCH, "value"), (Id.SWEEP, "checked"), (Id.GREEN, "checked"), (Id.PHOTO, "checked"),
    (Id.HOURS, "value"), (Id.CALLED, "value"),
)  # fmt: skip
"""Fields of the decision form, and the property that holds what was given."""


class Clock(StrEnum):
    """Buttons of the clock."""

    MORNING = "drill-morning"
    FINISH = "drill-finish"


STEPS = {f"drill-step-{h:g}": h for h in HOURS}
