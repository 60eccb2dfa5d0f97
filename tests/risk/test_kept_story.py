"""A kept story: taken up on the same data, told anew on any others."""

import shutil
from datetime import date

import pytest

import risk.kept_story as kept_story
from risk.errors import WarehouseError
from risk.kept_story import story_of
from risk.warehouse import current_version
from risk.workspace import Workspace
from tests.tiny_world import NOW, load_tiny_world


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """The tiny world with a story kept."""
    ws = load_tiny_world(tmp_path_factory.mktemp("kept"))[0].ws
    story_of(ws, presets=())
    return ws


@pytest.fixture
def ws(loaded, tmp_path):
    """A copy of it with its key."""
    key = loaded.key_file(loaded.county())
    shutil.copy2(key, tmp_path / key.name)
    return Workspace(shutil.copytree(loaded.root, tmp_path / loaded.root.name))


@pytest.fixture
def told(monkeypatch):
    """How often a story is really told."""
    counted = []
    tell = kept_story.tell

    def counting(*args, **options):
        counted.append(options)
        return tell(*args, **options)

    monkeypatch.setattr(kept_story, "tell", counting)
    return counted


def test_it_is_taken_up(loaded, ws, told):
    kept = story_of(ws, presets=())
    assert not told
    assert kept.facts.version == current_version(loaded)
    assert len(kept.scores.frame)


def test_another_question_is_told(ws, told):
    story_of(ws, presets=(), seed=2)
    assert [options["seed"] for options in told] == [2]


def test_scores_are_stored_though_a_story_is_kept(ws, told):
    """Told without storing it is no answer to who wants them stored; the other way it is."""
    before = current_version(ws)
    stored = story_of(ws, presets=(), now=NOW)
    assert stored.facts.version == current_version(ws) != before
    assert story_of(ws, presets=()).facts.version == stored.facts.version
    assert len(told) == 1


def test_settings_and_code_count(ws, told, monkeypatch):
    with ws.county_file.open("a") as file:
        file.write("\n# read again\n")
    story_of(ws, presets=())
    monkeypatch.setattr(kept_story, "code_mark", lambda: "other code")
    story_of(ws, presets=())
    assert len(told) == 2


def test_the_age_of_data_is_counted_to_the_day_asked(ws, told):
    """A kept story is as fresh about ages as a new one."""
    day = date(2027, 3, 1)
    fresh = kept_story.tell(ws, presets=(), today=day)
    told.clear()
    aged = story_of(ws, presets=(), today=day)
    assert not told
    assert repr(aged.account.findings) == repr(fresh.account.findings)
    assert repr(aged.account.findings) != repr(story_of(ws, presets=()).account.findings)


def test_a_damaged_or_foreign_file_is_never_read(ws, told):
    """One byte changed: the seal does not fit, the story is told anew and kept again."""
    (path,) = ws.told_dir.iterdir()
    assert path.stat().st_mode & 0o077 == 0
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    story_of(ws, presets=())
    story_of(ws, presets=())
    assert len(told) == 1


def test_without_its_key_nothing_is_kept_or_taken_up(ws, told):
    ws.key_file(ws.county()).unlink()
    story_of(ws, presets=())
    assert len(told) == 1


def test_few_are_kept(ws, monkeypatch):
    monkeypatch.setattr(kept_story, "MOST_KEPT", 1)
    (before,) = ws.told_dir.iterdir()
    story_of(ws, presets=(), seed=2)
    (after,) = ws.told_dir.iterdir()
    assert after.name != before.name


def test_a_broken_version_is_refused_though_its_story_is_kept(ws):
    (ws.warehouse_dir / f"{current_version(ws)}.duckdb").write_bytes(b"not a database")
    with pytest.raises(WarehouseError):
        story_of(ws, presets=())
