"""Rules the dashboard keeps: ids, callbacks, roles, languages, no foreign host."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import dashboards
from dashboards.i18n import LANGS
from dashboards.i18n.catalogue import texts
from dashboards.i18n.compile import compile_file
from dashboards.security import undeclared_callbacks
from risk import terms

ROOT = Path(dashboards.__file__).parent
OWN = [p for p in ROOT.rglob("*.py") if p.relative_to(ROOT).parts[0] not in ("cli", "security")]
CATALOGUES = sorted(ROOT.glob("i18n/*/LC_MESSAGES/*.po"))
LINES_MAX = 25
CHINESE = re.compile(r"[\u3400-\u9fff]")
NAMED_TERMS = {
    "peril": terms.Peril, "peril_family": terms.PerilFamily, "structure": terms.Structure,
    "group": terms.Group, "damage_grade": terms.DamageGrade, "claim_status": terms.ClaimStatus,
    "tier": terms.Tier, "arrival_quality": terms.ArrivalQuality, "role": terms.Role,
    "match_quality": terms.MatchQuality, "region_level": terms.RegionLevel,
    "geometry_source": terms.GeometrySource, "exposure_source": terms.ExposureSource,
    "warning_colour": terms.WarningColour, "status": terms.Status,
    "time_precision": terms.TimePrecision, "cover_line": terms.CoverLine,
}  # fmt: skip


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in OWN:
        yield path, ast.parse(path.read_text("utf-8"))


def docstrings(tree: ast.Module) -> set[int]:
    """Ids of the constants that are docstrings."""
    nodes = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        id(statement.value)
        for node in ast.walk(tree)
        if isinstance(node, nodes)
        for statement in node.body
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    }


def is_callback(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(d, ast.Call) and isinstance(d.func, ast.Name) and d.func.id == "callback"
        for d in function.decorator_list
    )


def test_every_callback_has_a_role(tiny_app):
    """No server callback is registered past the helper that checks the role."""
    assert undeclared_callbacks(tiny_app) == []


def test_callbacks_are_short_and_name_their_role():
    """At most 25 lines, decorator and signature included; the role is said."""
    found = 0
    for path, tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.FunctionDef) or not is_callback(node):
                continue
            found += 1
            lines = node.end_lineno - node.lineno + 1
            assert lines <= LINES_MAX, f"{path.name}:{node.lineno} {node.name} has {lines} lines"
            keywords = {k.arg for d in node.decorator_list for k in d.keywords}
            assert "role" in keywords, f"{path.name}:{node.lineno} {node.name} names no role"
    assert found >= 7


def test_text_boxes_tell_their_text_when_left():
    """Told letter by letter, an older text comes back over what was typed meanwhile."""
    boxes = [
        (path, node)
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("TextInput", "Textarea")
    ]
    assert boxes
    for path, node in boxes:
        keywords = {k.arg for k in node.keywords}
        assert "debounce" in keywords, f"{path.name}:{node.lineno} has no debounce"


def is_literal_id(value: ast.expr) -> bool:
    """A string written where it is used: plain, put together, or the type of a pattern's id."""
    if isinstance(value, ast.Dict):
        named = zip(value.keys, value.values, strict=True)
        return any(isinstance(k, ast.Constant) and k.value == "type" and is_literal_id(v)
                   for k, v in named)  # fmt: skip
    return isinstance(value, ast.JoinedStr | ast.Constant)


def test_no_id_is_a_string_literal():
    """Ids come from the page's Id, in components and in every callback's dependencies alike."""
    for path, tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            named = ("id", "id_", "layer_id", "component_id")
            given = [k.value for k in node.keywords if k.arg in named]
            if name in ("Input", "Output", "State", "set_props"):
                given += node.args[:1]
            for value in given:
                assert not is_literal_id(value), f"{path.name}:{node.lineno}"


def test_ids_in_scripts_are_ids_of_pages():
    """What a script sets through Dash or looks for by id is declared in an Id of Python."""
    declared = {
        node.value.value
        for _, tree in trees()
        for each in ast.walk(tree)
        if isinstance(each, ast.ClassDef)
        and "StrEnum" in {getattr(b, "id", "") for b in each.bases}
        for node in each.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
    }
    for path in (ROOT / "assets").glob("*.js"):
        used = re.findall(
            r"(?:set_props|getElementById)\(\s*[\"']([\w-]+)[\"']", path.read_text("utf-8")
        )
        assert set(used) <= declared, f"{path.name}: {set(used) - declared}"


def test_no_chinese_stands_in_code():
    """Words for people come from the catalogues; comments and docstrings may quote them."""
    for path, tree in trees():
        spared = docstrings(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                ours = id(node) in spared or not CHINESE.search(node.value)
                assert ours, f"{path.relative_to(ROOT)}:{node.lineno} {node.value!r}"


def test_forbidden_shortcuts_are_not_taken():
    """No allow_duplicate, no suppress_callback_exceptions."""
    for path in OWN:
        text = path.read_text("utf-8")
        assert "allow_duplicate" not in text, path
        assert "suppress_callback_exceptions" not in text, path


def test_both_languages_have_the_same_keys_and_fields():
    """A text exists in both languages, and both are filled with the same values."""
    chinese, english = texts("zh"), texts("en")
    assert chinese.keys() == english.keys()
    for key in chinese:
        if not key.startswith("said."):
            fields = [set(re.findall(r"\{(\w+)", x[key])) for x in (chinese, english)]
            assert fields[0] == fields[1], key


def test_keys_written_in_code_have_texts():
    """Every literal key of t(…) stands in the catalogues."""
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "t" and node.args:
                key = node.args[0]
                if isinstance(key, ast.Constant) and not key.value.endswith("."):
                    assert key.value in texts("zh"), f"{path.name}:{node.lineno} {key.value}"


@pytest.mark.parametrize("kind", NAMED_TERMS)
def test_every_stored_code_has_a_name(kind):
    """Codes of the vocabulary never show as they are stored."""
    for lang in LANGS:
        for code in NAMED_TERMS[kind]:
            assert f"{kind}.{code.value}" in texts(lang)


@pytest.mark.parametrize("po", CATALOGUES, ids=lambda p: f"{p.parts[-3]}/{p.stem}")
def test_compiled_catalogues_are_fresh(po):
    """The .mo that travels is what its .po compiles to (python -m dashboards.i18n)."""
    assert po.with_suffix(".mo").read_bytes() == compile_file(po)


def test_assets_name_no_foreign_host():
    """Scripts and styles of ours fetch nothing from elsewhere."""
    for path in (ROOT / "assets").iterdir():
        if path.suffix in (".js", ".css"):
            assert not re.search(
                r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}/", path.read_text("utf-8")
            ), path
