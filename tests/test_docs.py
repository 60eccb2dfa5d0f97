"""Every command, setting and stored column stands in README or GLOSSARY."""

import dataclasses
import re
import runpy
from pathlib import Path

import click

from dashboards.cli import build
from risk.ledger import KINDS
from risk.settings import SECTIONS, County

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
GLOSSARY = (ROOT / "GLOSSARY.md").read_text("utf-8")


def every_command(group: click.Group, prefix: str = "huzhu"):
    """Each verb with its full name."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from every_command(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}", command


def test_every_command_stands_in_the_readme():
    """A verb nobody can read about does not exist."""
    missing = [name for name, _ in every_command(build("en")) if f"`{name}" not in README]
    assert missing == []


def test_every_command_and_option_has_help_in_both_languages():
    """Help is never empty, and Chinese help is Chinese."""
    for lang in ("zh", "en"):
        for name, command in every_command(build(lang)):
            assert command.help, name
            assert bool(re.search(r"[\u4e00-\u9fff]", command.help)) == (lang == "zh"), name


def test_every_command_speaks_json():
    """Every verb takes --json and --lang."""
    for name, command in every_command(build("en")):
        options = {o for p in command.params for o in p.opts}
        assert {"--json", "--lang"} <= options, name


def test_every_ledger_kind_stands_in_the_help_of_load():
    """The help is text, so that it prints at once; it names every kind all the same."""
    for lang in ("zh", "en"):
        named = re.findall(r"[a-z_]+", build(lang).commands["load"].help)
        assert [kind for kind in KINDS if kind not in named] == []


def test_glossary_is_what_the_code_says():
    """GLOSSARY's tables are rebuilt from settings and schema and differ in nothing."""
    builder = runpy.run_path(str(ROOT / "docs" / "build_glossary.py"))
    assert builder["rebuilt"](GLOSSARY) == GLOSSARY, "run: python docs/build_glossary.py"


def test_every_setting_and_column_has_a_meaning():
    """No row of the glossary's tables is without words."""
    without = [
        line for line in GLOSSARY.splitlines() if re.match(r"\| `\w+` \|[^|]*\|\s*\|$", line)
    ]
    assert without == []
    for section in (County, *SECTIONS.values()):
        for f in dataclasses.fields(section):
            if f.name in SECTIONS or f.name == "standings":
                continue
            assert f"| `{f.name}` |" in GLOSSARY, f.name


def test_no_machine_or_registry_in_the_tree():
    """Paths of one machine and addresses of registries stay out of what is committed."""
    words = "|".join(("pypi" + r"\.org", "pythonhosted" + r"\.org", "registry\\." + "npmjs"))
    for path in [
        *ROOT.glob("*.md"),
        *ROOT.glob("*.lock"),
        *ROOT.glob("docs/*"),
        *ROOT.glob(".ci/*"),
    ]:
        assert not re.search(words, path.read_text("utf-8")), path
