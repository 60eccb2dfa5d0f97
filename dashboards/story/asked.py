"""What a manager asks of the planner in four or five inputs, as a form and an address hold it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from dashboards.story.choice import FAMILY_OF, GRADES, Choice, Origin, kinds_of
from dashboards.story.footprints import to_payload
from dashboards.story.setup import CLAIMS_MAX, Setup, all_lenders, lender_ids
from dashboards.story.surge import default_start
from dashboards.story.waiting import as_many, waiting_now
from dashboards.story.warned import warned_extent
from risk.errors import OperationsError
from risk.flow import Story
from risk.reference.presets import MAIN_KINDS
from risk.workspace import Workspace

WARNING, EVENT = "warning", "event"
HAZARDS = (*(FAMILY_OF[kind] for kind in MAIN_KINDS), WARNING, EVENT)
USUAL_GRADE = "severe"


@dataclass(frozen=True)
class Asked:
    """The inputs.

    Attributes:
        hazard: one of HAZARDS.
        grade: of the hazard; not used with a warning or an event.
        starts_at: when it strikes, local time.
        townships: codes of those struck; none: those with most expected claims.
        waiting: claims open at the start; None: as the ledger has it.
        lenders: ids of those who may be asked; None: all.
        alert: number of a warning received.
        event: id of a past event.
    """

    hazard: str
    grade: str
    starts_at: datetime
    townships: tuple[str, ...] = ()
    waiting: int | None = None
    lenders: tuple[str, ...] | None = None
    alert: str = ""
    event: str = ""

    @classmethod
    def usual(cls, story: Story) -> Self:
        """A severe storm on the morning after the last day known."""
        return cls(HAZARDS[0], USUAL_GRADE, default_start(story))

    @classmethod
    def read(cls, values: Mapping[str, Any], story: Story) -> Self:
        """From a form or an address; what is missing is as usual.

        Raises:
            OperationsError: a value is none of those allowed.
        """
        usual = cls.usual(story)
        hazard = values.get("hazard") or usual.hazard
        try:
            start = values.get("at")
            waiting, lenders = values.get("waiting"), _may_lend(values, story)
            found = cls(
                str(hazard), str(values.get("grade") or usual.grade),
                datetime.fromisoformat(str(start)) if start else usual.starts_at,
                _codes(values.get("where")),
                None if waiting in (None, "") else int(waiting),
                None if all_lenders(story, lenders) else lenders,
                str(values.get("alert") or ""), str(values.get("event") or ""),
            )  # fmt: skip
        except (TypeError, ValueError) as e:
            raise OperationsError(f"not a question ({e})", remedy="choose again") from None
        found._check()
        return replace(found, starts_at=found.starts_at.replace(tzinfo=None))

    def _check(self) -> None:
        few = self.waiting is None or 0 <= self.waiting <= CLAIMS_MAX
        if self.hazard not in HAZARDS or self.grade not in GRADES or not few:
            raise OperationsError(
                f"no question {self.hazard} {self.grade} {self.waiting}", remedy="choose again"
            )

    def query(self) -> dict[str, str]:
        """As an address holds it; what is as usual and needs no word is left out."""
        told = {
            "hazard": self.hazard,
            "grade": "" if self.hazard in (WARNING, EVENT) else self.grade,
            "at": self.starts_at.isoformat(timespec="minutes"),
            "where": ",".join(self.townships),
            "waiting": "" if self.waiting is None else str(self.waiting),
            "alert": self.alert if self.hazard == WARNING else "",
            "event": self.event if self.hazard == EVENT else "",
        }
        found = {key: value for key, value in told.items() if value}
        if self.lenders is not None:  # nobody may be asked is an answer too
            found["lenders"] = ",".join(self.lenders)
        return found

    def choice(self, story: Story, ws: Workspace) -> Choice:
        """The scenario asked for.

        Raises:
            HuzhuError: no warning or event is chosen, or the warning cannot be laid over the map.
        """
        if self.hazard == WARNING:
            extent, kind, words = warned_extent(story, ws, self.alert)
            payload = {"kind": kind, "grade": USUAL_GRADE, "footprint": to_payload(extent, words)}
        elif self.hazard == EVENT:
            if not self.event:
                raise OperationsError("no event is chosen", remedy="choose one of the list")
            payload = {"kind": MAIN_KINDS[0], "grade": USUAL_GRADE, "event_id": self.event}
        else:
            payload = {"kind": kinds_of(self.hazard)[0], "grade": self.grade,
                       "townships": self.townships}  # fmt: skip
        return Choice.read({**payload, "starts_at": self.starts_at.isoformat()})

    def setup(self, story: Story) -> Setup:
        """How the plan is carried out: the county's way, with what waits and who may be asked.

        Raises:
            OperationsError: a lender is not known.
        """
        waiting = waiting_now(story, self.starts_at)
        if self.waiting is not None:
            waiting = as_many(story, waiting, self.waiting)
        usual = Setup.usual(story.facts.county.staffing)
        setup = replace(usual, backlog=waiting, lenders=self.lenders)
        setup.check(story)
        return setup


def asked_of(choice: Choice, setup: Setup, usual: Asked) -> Asked:
    """The inputs nearest to a saved scenario: what the form begins with when one is opened."""
    plain = choice.origin is Origin.PRESET and choice.kind in MAIN_KINDS
    hazard = choice.family if plain else usual.hazard
    return Asked(
        EVENT if choice.origin is Origin.EVENT else hazard,
        choice.grade, choice.starts_at, choice.townships,
        sum(w.claims for w in setup.backlog), setup.lenders, event=choice.event_id,
    )  # fmt: skip


def _may_lend(values: Mapping[str, Any], story: Story) -> tuple[str, ...] | None:
    """Those who may be asked: named, or all but those named ``without``; None: all."""
    if values.get("without"):
        out = _codes(values["without"])
        return _codes([x for x in lender_ids(story) if x not in out])
    given = values.get("lenders")
    return None if given is None else _codes(given)


def _codes(value: Any) -> tuple[str, ...]:
    """Codes of a list, or of an address with commas between them."""
    parts = value.split(",") if isinstance(value, str) else value or ()
    return tuple(sorted({str(part) for part in parts if str(part)}))
