"""The verb that takes villages, results and claims out to a map program or a spreadsheet."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboards.cli.common import Call, text, verb
from dashboards.cli.model import as_of_option, read, seed_option

if TYPE_CHECKING:
    import geopandas as gpd

    from risk.settings import Scoring

WHAT = ("villages", "townships", "claims", "scores", "all")


def commands(lang: str) -> list[click.Command]:
    """The verbs of this file."""
    return [export(lang)]


def export(lang: str) -> click.Command:
    """``huzhu export WHAT FILE``: GeoPackage, GeoParquet or Excel, by the file's ending."""

    @verb(
        "export",
        lang,
        click.argument("what", type=click.Choice(WHAT)),
        click.argument("target", type=click.Path(dir_okay=False, path_type=Path)),
        as_of_option(lang),
        seed_option(lang),
    )
    def run(call: Call, what: str, target: Path, as_of: datetime | None, seed: int) -> None:
        from dashboards.story.layers import export_layers
        from risk.scored import score_facts

        refuse_target(target, what)
        facts = read(call, as_of)
        call.progress(0.3, "scoring")
        layers = export_layers(facts, score_facts(facts, seed=seed), what)
        call.progress(0.8, f"writing {target.name}")
        if target.suffix.lower() == ".xlsx":
            write_tables(layers, target)
        else:
            write_map(layers, target, facts.county.scoring, call.lang)
        call.progress(1.0, "done")
        rows = {name: len(layer) for name, layer in layers.items()}
        call.result = {
            "file": str(target), "layers": rows, "data_version": facts.version,
            "as_of": facts.as_of, "synthetic": facts.county.synthetic,
        }  # fmt: skip
        for name, count in rows.items():
            call.say("cli.export.layer", layer=name, rows=count)
        call.say("cli.export.done", file=target)

    return run


def refuse_target(target: Path, what: str) -> None:
    """Refuse a file that cannot hold what is asked, before anything is computed.

    Raises:
        GeographyError: the folder is missing, the ending unknown, or the format holds one layer.
    """
    from risk.errors import GeographyError

    ending = target.suffix.lower()
    if not target.parent.is_dir():
        raise GeographyError("no such folder", where=str(target.parent), remedy="make it first")
    if ending not in (".gpkg", ".parquet", ".xlsx"):
        raise GeographyError(
            f"cannot write {ending or 'a file without an ending'}",
            where=str(target),
            remedy="end the name in .gpkg, .parquet or .xlsx",
        )
    if ending == ".parquet" and what == "all":
        raise GeographyError(
            "a GeoParquet file holds one layer",
            where=str(target),
            remedy=f"name one of {', '.join(WHAT[:-1])}, or end the name in .gpkg",
        )


def write_map(
    layers: "dict[str, gpd.GeoDataFrame]", target: Path, scoring: "Scoring", lang: str
) -> None:
    """One GeoParquet layer, or a GeoPackage whose areas open in QGIS coloured by level."""
    from dashboards.figures.theme import RAMP
    from risk.geography.io import write_layers, write_regions
    from risk.geography.layers import level_style

    if target.suffix.lower() == ".parquet":
        ((name, layer),) = layers.items()
        write_regions(layer, target, layer=name)
        return
    names = scoring.level_names_zh if lang == "zh" else scoring.level_names_en
    style = level_style(
        "all_risk_level", dict(enumerate(RAMP, 1)), dict(enumerate(names, 1)),
        derived=text("cli.export.derived", lang),
    )  # fmt: skip
    areas = [name for name, layer in layers.items() if "all_risk_level" in layer]
    write_layers(layers, target, styles=dict.fromkeys(areas, style))


def write_tables(layers: "dict[str, gpd.GeoDataFrame]", target: Path) -> None:
    """The same tables without their geometry, a sheet each; no text is taken for a formula."""
    import pandas as pd

    options = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
    with pd.ExcelWriter(target, engine="xlsxwriter", engine_kwargs=options) as book:
        for name, layer in layers.items():
            frame = pd.DataFrame(layer.drop(columns="geometry"))
            frame.to_excel(book, sheet_name=name, index=False)
