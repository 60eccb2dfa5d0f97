"""A county without policies: what rates are, and are called, on pages, in files and in print.

The tiny world without its policies: nine villages count as one unit a year, 2023 to 2025.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from flask import Flask
from flask_login import LoginManager

from dashboards.cli import build
from dashboards.i18n import has_text, t
from dashboards.i18n.catalogue import texts
from dashboards.pages import map as risk_map
from dashboards.pages import overview
from dashboards.pages.map_export import columns_of, level_file
from dashboards.report import Material, annual_report
from dashboards.story import Context, StoryStore, units
from dashboards.story.layers import export_layers
from dashboards.story.levels import level_table
from dashboards.story.overview import top_townships
from dashboards.story.scorings import NOW as NOW_SHOWN
from risk.flow import Story, tell
from risk.intake import load_all
from risk.operations import load_or_create_key
from risk.workspace import Workspace
from tests.tiny_world import NOW, VILLAGE, write_tiny_world

PER_HOUSES = re.compile(r"千户|户·年|户年|house-year|h-y|1,000 house|share of houses|户数占比")
RELATIVE = {
    "zh": "相对于全部地区的平均值（1＝平均",
    "en": "relative to the mean of all regions (1 = the mean",
}
VILLAGES, YEARS = 9, 3
SHEETS = (VILLAGE[0], VILLAGE[0][:9])


@pytest.fixture(scope="module")
def no_policies_ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The tiny world before its first policy."""
    world = write_tiny_world(tmp_path_factory.mktemp("no-policies"))
    for path in world.ledgers.glob("承保清单*.csv"):
        path.unlink()
    load_all(world.ws, world.ledgers, datum="wgs84", now=NOW)
    load_or_create_key(world.ws.key_file(world.ws.county()))
    return world.ws


@pytest.fixture(scope="module")
def no_policies(no_policies_ws: Workspace) -> Story:
    """Its story."""
    return tell(no_policies_ws, presets=("storm_severe",))


@pytest.fixture(scope="module")
def context(no_policies_ws: Workspace, no_policies: Story) -> Context:
    """What its pages are given."""
    return Context(no_policies_ws, StoryStore(no_policies_ws, no_policies), lambda: NOW)


def told(value: Any) -> Iterator[str]:
    """Every text of a report."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in ("svg", "png"):
                yield from told(getattr(value, field.name))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from told(part)


def written(component: Any) -> str:
    """A page's components as JSON text."""
    return json.dumps(
        component.to_plotly_json(),
        default=lambda o: o.to_plotly_json() if hasattr(o, "to_plotly_json") else str(o),
        ensure_ascii=False,
    )


def map_page(context: Context, lang: str) -> str:
    """The whole page, and the sheets of a village and of a township."""
    server = Flask("pages")
    LoginManager(server).request_loader(lambda _: None)  # pages ask who looks: here nobody
    with server.test_request_context(f"/map?lang={lang}"):
        page = risk_map.layout(context)
        sheets = [risk_map.sheet(context.story(), "all", c, lang) for c in SHEETS]
    return "\n".join(written(part) for part in (page, *sheets))


@pytest.mark.parametrize(("lang", "exposure"), [("zh", "地区·年"), ("en", "Region-years")])
def test_the_map_names_the_unit(context: Context, lang: str, exposure: str) -> None:
    """Map, list and sheet say what a rate is; nothing is per house."""
    page = map_page(context, lang)
    assert not PER_HOUSES.findall(page)
    assert page.count(RELATIVE[lang]) >= 2
    assert exposure in page


def test_with_policies_the_map_says_houses_as_before(tiny_context: Context) -> None:
    """The other counties are not touched."""
    page = map_page(tiny_context, "zh")
    assert "件/千户·年" in page
    assert "在保户·年" in page
    assert "地区平均" not in page
    assert units.note(tiny_context.story().facts, "zh") == ""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_overview_names_the_unit(no_policies: Story, lang: str) -> None:
    """Its table of townships too."""
    page = written(overview._townships(no_policies, lang))
    assert not PER_HOUSES.findall(page)
    assert RELATIVE[lang] in page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_report_names_the_unit(no_policies: Story, lang: str) -> None:
    """In brief, of what happened and of where risk is, nothing speaks of house-years."""
    report = annual_report(Material(no_policies, lang))
    text = "\n".join(told(report.chapters[:3]))
    assert not PER_HOUSES.findall(text)
    assert text.count(RELATIVE[lang]) >= 3
    assert {"zh": "件/地区·年", "en": "claims per region and year"}[lang] in text
    assert {"zh": "倍（地区平均＝1）", "en": "times the mean region"}[lang] in text


def test_the_mean_region_is_one(no_policies: Story) -> None:
    """Villages average to 1, so does the county's own row; order and levels are as scored."""
    table = level_table(no_policies, "all", "village")
    assert table["rate"].mean() == pytest.approx(1.0)
    assert (table["rate_lo"] <= table["rate"]).all()
    assert (table["rate"] <= table["rate_hi"]).all()
    frame = no_policies.scores.frame
    whole = units.shown(no_policies.facts, frame, frame)
    county = whole[(whole["level"] == "county") & (whole["peril_family"] == "all")]
    assert county[units.RATE].tolist() == pytest.approx([1.0])
    raw = frame[frame["level"] == "village"].set_index(["peril_family", "region_code"])[units.RATE]
    mean = raw["all"].mean()
    rates = table.set_index("region_code")["rate"]
    assert (rates * mean).to_dict() == pytest.approx(raw["all"].to_dict())


def test_a_years_townships_stand_beside_the_years_mean(no_policies: Story) -> None:
    """西乡 had 3 claims of 2025 in three villages, the county 9 in nine: the mean, 1.0."""
    table = top_townships(no_policies).set_index("name")
    assert table.loc["西乡", "claims"] == 3
    assert table.loc["西乡", units.RATE] == pytest.approx(1.0)


def test_years_and_perils_are_claims_per_region_and_year(no_policies: Story) -> None:
    """27 claims in nine villages in 2024: three a village."""
    table = units.per_region(no_policies.facts, no_policies.history.by_year).set_index("year")
    assert table[units.RATE].to_dict() == pytest.approx({2023: 4 / 9, 2024: 3.0, 2025: 1.0})


def test_layers_name_no_house(no_policies: Story) -> None:
    """Columns of an exported map or table hold what their names say."""
    layers = export_layers(no_policies.facts, no_policies.scores, "all")
    for layer in layers.values():
        assert not [c for c in layer.columns if "house_year" in c or c == "houses_in_force"]
    villages, scores = layers["villages"], layers["scores"]
    assert villages["all_relative_rate"].mean() == pytest.approx(1.0)
    assert villages["region_years"].eq(YEARS).all()
    assert villages["units"].tolist() == [1] * VILLAGES
    assert {"relative_rate", "relative_rate_lo", "relative_rate_hi"} <= set(scores.columns)
    assert set(scores["exposure_source"]) == {"none"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_maps_file_names_no_house(context: Context, lang: str) -> None:
    """Rates beside the mean region under their own heading, with their unit in each row."""
    shown = context.scorings.shown(context.story(), NOW_SHOWN)
    frame = level_file(shown, "all", "village", lang)
    assert frame["relative_rate"].mean() == pytest.approx(1.0)
    assert not [c for c in frame.columns if "house" in c]
    heads = [t(col.heading, lang) for col in columns_of(frame)]
    assert not PER_HOUSES.findall(" ".join([*heads, *frame["unit"]]))


def test_with_policies_layers_keep_their_names(tiny_story: Story) -> None:
    """Rates per 1,000 house-years, as stored."""
    villages = export_layers(tiny_story.facts, tiny_story.scores, "villages")["villages"]
    stored = tiny_story.scores.frame.query("level == 'village' and peril_family == 'all'")
    stored = stored.set_index("region_code")[units.RATE].reindex(villages["region_code"])
    assert np.allclose(villages[f"all_{units.RATE}"], stored)
    assert "houses_in_force" in villages


def test_the_command_says_the_unit(no_policies_ws: Workspace) -> None:
    """``huzhu score --evaluate``: a line of what a rate is, no heading of house-years."""
    where = ["score", "--evaluate", "-w", str(no_policies_ws.root)]
    done = CliRunner().invoke(build("zh"), where)
    assert done.exit_code == 0, done.output
    assert "没有保单数据：每个地区每年按一个单位计" in done.stdout
    assert not PER_HOUSES.findall(done.stdout)
    machine = CliRunner().invoke(build("en"), [*where, "--json"])
    told = json.loads(machine.stdout.splitlines()[-1])
    assert told["unit"].startswith("No policies")
    assert "region_years" in told["calibration"][0]


def test_every_text_of_regions_has_one_of_houses() -> None:
    """A ``.regions`` text stands beside the one it replaces, and asks for no other value."""
    found = [key for key in texts("zh") if key.endswith(units.REGIONS)]
    assert found
    for key in found:
        plain = key.removesuffix(units.REGIONS)
        for lang in ("zh", "en"):
            assert has_text(plain, lang), plain
            values = [set(re.findall(r"{(\w+)}", texts(lang)[k])) for k in (plain, key)]
            assert values[1] <= values[0], key
            assert units.key_of(plain, lang, regions=True) == key
            assert units.key_of(plain, lang, regions=False) == plain
