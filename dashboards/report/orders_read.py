"""What an order sheet reads: a saved plan, simulated on the data in force."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dashboards.report.event_read import mark_of_read
from dashboards.report.material import About, Given
from dashboards.story.crew_grid import from_payload, to_payload
from dashboards.story.order_sheet import OrderSheet, sheet_of
from dashboards.story.plan_calls import beside_calls, calls_made
from dashboards.story.plans import Kept, read_kept
from dashboards.story.resimulate import Resimulator
from dashboards.story.setup import bases_with
from dashboards.story.surge import SurgeDesk
from risk.errors import ReportError
from risk.flow import Story
from risk.planned import conditions_for
from risk.surge import Forecast
from risk.workspace import Workspace


@dataclass(frozen=True)
class Orders:
    """A saved plan as orders.

    Attributes:
        kept: the plan as it was saved.
        sheet: orders by day, base, shift and source; whom to call by when; what it comes to.
        forecast: the claims it is made for.
        bases: where crews stand and are received: base_id, name, lon, lat, region_code.
        called: calls planned beside those made: ``story.plan_calls.CALLED_COLUMNS``.
    """

    kept: Kept
    sheet: OrderSheet
    forecast: Forecast
    bases: pd.DataFrame
    called: pd.DataFrame


def read_orders(ws: Workspace, story: Story, about: About) -> Given:
    """Read a saved plan and simulate it, on the scenarios a plan is reported on.

    Raises:
        OperationsError: there is no plan of that number, or this data cannot carry it.
        ReportError: the county has no base.
    """
    facts = story.facts
    kept = read_kept(ws, story, str(about.plan))
    forecast = SurgeDesk().claims(story, kept.choice)
    scenario, setup, saved = forecast.scenario, kept.setup, kept.saved
    own = facts.bases_on(scenario.starts_at.date())
    if own.empty:
        raise ReportError(
            "no base is known to send crews from", where="base ledger", remedy="load the ledger"
        )
    bases = bases_with(story, own, setup)
    crews = from_payload(kept.rows, scenario)
    _refuse_unknown(crews, bases)
    outcome = Resimulator().simulated(
        story, forecast, bases, crews, setup,
        conditions_for(facts, scenario, conditions=setup.conditions()),
        about=(facts.version, story.seed, kept.choice),
    )  # fmt: skip
    sheet = sheet_of(
        story, scenario, crews, bases, outcome, number=saved.id, name=saved.name,
        author=saved.author, saved_at=saved.at, days=forecast.days,
    )  # fmt: skip
    made = calls_made(ws, saved.id)
    mark = mark_of_read(saved.id, saved.at, kept.choice.payload(), setup.payload(),
                        to_payload(crews), made)  # fmt: skip
    called = beside_calls(sheet.calls, made)
    return Given(Orders(kept, sheet, forecast, bases, called), mark)


def _refuse_unknown(crews: pd.DataFrame, bases: pd.DataFrame) -> None:
    unknown: Sequence[str] = sorted({*crews["base_id"]} - {*bases["base_id"]})
    if unknown:
        raise ReportError(
            f"the plan sends crews to {', '.join(unknown)}, which the base ledger does not know",
            where="plan", remedy="load the bases again, or save the plan anew",
        )  # fmt: skip
