"""Maps of the reports say which outlines were made from points."""

from dashboards.report.maps import derived_share, risk_map
from dashboards.report.words import Words
from dashboards.story.levels import level_table


def test_derived_outlines_stand_in_the_legend_and_given_ones_do_not(tiny_story):
    """Nine derived villages; told to be surveyed, the same map has no dashes."""
    regions, words = tiny_story.facts.regions, Words("en")
    levels, names = level_table(tiny_story, "all", "village"), ("1", "2", "3", "4", "5")
    columns = levels[["region_code", "risk_level", "p_level"]]
    for source, told in (("derived", True), ("surveyed", False)):
        figure = risk_map(regions.assign(geometry_source=source), columns, names, words)
        labels = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
        assert (words("legend.derived") in labels) is told
    assert derived_share(regions, "village") == 1
