"""The verb of the chain: hotline seats, desks, cars, and the step that binds on each day."""

from datetime import datetime

import click

from dashboards.cli.common import Call, records, verb, word
from dashboards.cli.model import read, scenario_parameters

DAYS_SHOWN = 14


def commands(lang: str) -> list[click.Command]:
    """The verbs of this file."""
    return [chain(lang)]


def chain(lang: str) -> click.Command:
    """``huzhu chain SCENARIO``: what every step of an event needs, and which holds it up."""

    @verb("chain", lang, *scenario_parameters(lang))
    def run(
        call: Call, scenario: str, as_of: datetime | None, seed: int, starts_at: datetime | None
    ) -> None:
        from dashboards.story.chain import cars_by_base, chain_of, seat_rows
        from risk.planned import plan_for, preset_scenario
        from risk.scored import score_facts

        call.progress(0.0, "score")
        facts = read(call, as_of)
        scores = score_facts(facts, seed=seed)
        call.progress(0.4, f"surge and plan: {scenario}")
        laid = preset_scenario(facts, scores, scenario, starts_at=starts_at)
        surge = plan_for(facts, scores, laid, seed=seed)
        opened = chain_of(call.workspace, facts, surge, scenario, seed=seed)
        call.progress(1.0, "done")
        told = opened.plan
        call.result = {
            "scenario": scenario, "steps": records(told.steps),
            "binding": records(told.binding), "by_day": records(told.by_day),
            "hotline_by_hour": records(told.hotline.by_hour),
            "seats": seat_rows(opened.setting, told.seats),
            "cars": records(cars_by_base(opened.cars, surge.plan.bases)),
        }  # fmt: skip
        named = told.steps.assign(
            step=[word("chain_step", s, call.lang) for s in told.steps["step"]],
            standing=[word("status", s, call.lang) for s in told.steps["standing"]],
        )
        call.show(named.round(3))
        hours = told.hotline.by_hour
        most = hours.loc[hours["seats"].idxmax()]
        call.say("cli.chain.seats", seats=int(most["seats"]), at=most["at"])
        for desk, heads in told.seats.heads.items():
            desk_name = word("chain_step", desk, call.lang)
            call.say("cli.chain.heads", step=desk_name, heads=int(heads.max()))
        tight = told.binding[told.binding["step"] != ""].head(DAYS_SHOWN)
        steps = [word("chain_step", s, call.lang) for s in tight["step"]]
        tight = tight.assign(step=steps, strain=tight["strain"].round(2))
        call.show(tight[["date", "step", "strain"]], limit=DAYS_SHOWN)

    return run
