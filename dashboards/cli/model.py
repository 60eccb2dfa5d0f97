"""Verbs that ask the model: score, surge, plan."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from dashboards.cli.common import Call, records, text, verb, word

if TYPE_CHECKING:
    from risk.facts import Facts
    from risk.planned import Surge
    from risk.scoring import Scores
    from risk.staffing import Plan

DAY = click.DateTime(["%Y-%m-%d"])


def commands(lang: str) -> list[click.Command]:
    """The verbs of this file."""
    return [score(lang), surge(lang), plan(lang)]


def as_of_option(lang: str) -> Any:
    """``--as-of D``: nothing later is known."""
    return click.option("--as-of", type=DAY, help=text("cli.as_of", lang))


def seed_option(lang: str) -> Any:
    """``--seed N``: of every simulation."""
    return click.option(
        "--seed", type=int, default=1, show_default=True, help=text("cli.seed", lang)
    )


def read(call: Call, as_of: datetime | None) -> "Facts":
    """Facts of the version in force."""
    from risk.facts import read_facts
    from risk.warehouse import open_version

    day: date | None = as_of.date() if as_of else None
    with open_version(call.workspace) as warehouse:
        return read_facts(warehouse, call.workspace.county(), day)


def score(lang: str) -> click.Command:
    """``huzhu score``: levels of villages and townships, stored as a version of their own."""

    @verb(
        "score",
        lang,
        as_of_option(lang),
        seed_option(lang),
        click.option("--evaluate", is_flag=True, help=text("cli.score.evaluate", lang)),
        click.option("--refit", is_flag=True, help=text("cli.score.refit", lang)),
    )
    def run(call: Call, as_of: datetime | None, seed: int, evaluate: bool, refit: bool) -> None:
        from dashboards.story.units import note as unit_note
        from risk.scored import judge_held_out, score_facts, store_scores, township_levels

        facts = read(call, as_of)
        scores = score_facts(facts, seed=seed, refit=refit)
        if evaluate:
            scores = judge_held_out(facts, scores)
        version = store_scores(call.workspace, facts, scores, seed=seed, now=call.now)
        levels = township_levels(facts, scores)
        call.result = {"version": version, "method": scores.method, "levels": levels}
        call.say("cli.score.done", version=version, as_of=facts.as_of)
        if told := unit_note(facts, call.lang):
            call.result["unit"] = told
            call.say("unit.rate_note")
        for row in scores.metrics[scores.metrics["chosen"]].itertuples():
            family = word("peril_family", row.peril_family, call.lang)
            call.say("cli.score.method", family=family, model=word("model", row.model, call.lang))
        if evaluate:
            show_measures(call, facts, scores)
        for name, level in levels.items():
            call.say("cli.score.level", name=name, level=level)

    return run


def show_measures(call: Call, facts: "Facts", scores: "Scores") -> None:
    """Every comparison with its verdict, and how predicted counts held."""
    from dashboards.story.judging import coverage_line, verdict_lines
    from dashboards.story.units import exported

    names = ("metrics", "held_out", "coverage", "calibration")
    call.result |= {name: records(exported(facts, getattr(scores, name))) for name in names}
    parts = [(family, "year", rows) for family, rows in scores.metrics.groupby("peril_family")]
    if len(scores.held_out):
        groups = scores.held_out.groupby(["peril_family", "scheme"])
        parts += [(family, scheme, rows) for (family, scheme), rows in groups]
    call.result["verdicts"] = [
        {"peril_family": family, "scheme": scheme, "lines": verdict_lines(rows, call.lang, scheme)}
        for family, scheme, rows in parts
    ]
    for name in names:
        table = exported(facts, getattr(scores, name)).round(3)
        call.show(table, limit=len(table))
    for part in call.result["verdicts"]:
        family = word("peril_family", part["peril_family"], call.lang)
        for line in part["lines"]:
            call.say("cli.score.verdict", family=family, line=line)
    for family in scores.chosen():
        if line := coverage_line(scores.coverage, family, call.lang):
            told = word("peril_family", family, call.lang)
            call.say("cli.score.verdict", family=told, line=line)


def scenario_surge(
    call: Call, preset: str, as_of: datetime | None, seed: int, starts_at: datetime | None
) -> "Surge":
    """The surge of one preset laid over the version in force."""
    from risk.planned import plan_for, preset_scenario
    from risk.scored import score_facts

    call.progress(0.0, "score")
    facts = read(call, as_of)
    scores = score_facts(facts, seed=seed)
    call.progress(0.4, f"surge and plan: {preset}")
    scenario = preset_scenario(facts, scores, preset, starts_at=starts_at)
    done = plan_for(facts, scores, scenario, seed=seed)
    call.progress(1.0, "done")
    return done


def scenario_parameters(lang: str) -> list[Any]:
    """What surge and plan ask."""
    starts = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"])
    return [
        click.argument("scenario"),
        as_of_option(lang),
        seed_option(lang),
        click.option("--starts-at", type=starts, help=text("cli.starts_at", lang)),
    ]


def surge(lang: str) -> click.Command:
    """``huzhu surge SCENARIO``: claims per village and day, with ranges."""

    @verb("surge", lang, *scenario_parameters(lang))
    def run(
        call: Call, scenario: str, as_of: datetime | None, seed: int, starts_at: datetime | None
    ) -> None:
        done = scenario_surge(call, scenario, as_of, seed, starts_at)
        claims = done.forecast
        call.result = {
            "scenario": scenario, "total": claims.total, "rate_source": claims.rate_source,
            "by_day": records(claims.by_day), "by_village": records(claims.by_village),
        }  # fmt: skip
        total = claims.total
        call.say(
            "cli.surge.total", p10=round(total["p10"]), p50=round(total["p50"]),
            p90=round(total["p90"]), mean=round(total["mean"]),
        )  # fmt: skip
        call.show(claims.by_day.round(1))

    return run


def plan(lang: str) -> click.Command:
    """``huzhu plan SCENARIO``: crews per day and the chance of keeping the promise."""

    @verb("plan", lang, *scenario_parameters(lang))
    def run(
        call: Call, scenario: str, as_of: datetime | None, seed: int, starts_at: datetime | None
    ) -> None:
        done = scenario_surge(call, scenario, as_of, seed, starts_at)
        crews = done.plan
        tables = (
            "totals_by_day", "crews_by_day", "lenders", "costs", "sensitivity", "feasible",
        )  # fmt: skip
        certificate = crews.certificate
        call.result = {
            "scenario": scenario, "days": crews.days, "goal_met": crews.goal_met,
            "reason": crews.reason, "kept": records(crews.outcome.kept),
            "cost_money": crews.outcome.cost_money,
            "certificate": {
                "scenarios": certificate.scenarios, "holds": certificate.holds,
                "solver": certificate.solver, "rounds": records(certificate.rounds),
            },
            **{name: records(getattr(crews, name)) for name in tables},
        }  # fmt: skip
        call.show(crews.totals_by_day)
        call.show(crews.outcome.kept.round(3))
        numbers = {name: round(value, 1) for name, value in crews.reason_values.items()}
        call.say(f"binding.{crews.binding.value}", **numbers)
        show_plan(call, crews, call.workspace.county().staffing.p_goal)

    return run


def show_plan(call: Call, crews: "Plan", goal: float) -> None:
    """The certificate and its rounds, lenders, costs, what moves the chance, what would mend it."""
    lang, certificate = call.lang, crews.certificate
    call.say(
        "cli.plan.certified", scenarios=certificate.scenarios, goal=f"{goal:.0%}",
        solver=word("plan.solver", certificate.solver, lang),
        holds=text("cli.plan.holds" if certificate.holds else "cli.plan.misses", lang),
    )  # fmt: skip
    named = crews.sensitivity.rename(columns={"name": "assumption"})
    parts = {
        "rounds": certificate.rounds,
        "lenders": crews.lenders.drop(columns="name"),
        "costs": crews.costs.assign(item=[word("plan.cost", i, lang) for i in crews.costs["item"]]),
        "sensitivity": named.assign(
            assumption=[word("assumption", name, lang) for name in named["assumption"]]
        ),
        "feasible": crews.feasible.assign(
            change=[word("plan.change", name, lang) for name in crews.feasible["change"]]
        ),
    }
    for name, table in parts.items():
        if len(table):
            call.say(f"cli.plan.{name}")
            figures = dict.fromkeys(table.select_dtypes("number"), 3)
            call.show(table.round(figures), limit=len(table))
