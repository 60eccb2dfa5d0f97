"""Backup and restore."""

import json
import zipfile
from datetime import datetime

import pandas as pd
import pytest

from risk.errors import OperationsError, SettingsError
from risk.operations import audit, backup, open_operations, restore
from risk.operations.keys import bind_key, load_or_create_key
from risk.operations.personal import read_person, store_people
from risk.terms import Role
from risk.workspace import Workspace

NOW = datetime(2026, 7, 1, 9, 30)


@pytest.fixture
def filled(ws, con, keys):
    """A workspace with a version in force, an older one, one person and one audit row."""
    ws.warehouse_dir.mkdir()
    (ws.warehouse_dir / "v0001-aaaaaaaa.duckdb").write_bytes(b"older")
    (ws.warehouse_dir / "v0002-bbbbbbbb.duckdb").write_bytes(b"in force" * 1000)
    ws.current_file.write_text("v0002-bbbbbbbb\n")
    store_people(con, keys, pd.DataFrame({"household_key": ["HA"], "phone": ["13800000001"]}))
    audit.append(con, at=NOW, user="li", role="viewer", action="look")
    return ws


def test_a_backup_restores_the_workspace(filled, keys, tmp_path):
    """Settings, version in force and store come back; older versions and the key do not."""
    file = tmp_path / "b.zip"
    manifest = backup(filled, file, at=NOW)
    assert manifest.data_version == "v0002-bbbbbbbb"
    assert "key file is not in this archive" in manifest.key
    assert file.stat().st_mode & 0o077 == 0
    back = Workspace(tmp_path / "back")
    assert restore(file, back) == manifest
    assert sorted(p.relative_to(back.root).as_posix() for p in back.root.rglob("*.*")) == [
        "county.toml", "operations.sqlite", "warehouse/v0002-bbbbbbbb.duckdb",
    ]  # fmt: skip
    assert back.county_file.read_bytes() == filled.county_file.read_bytes()
    con = open_operations(back)
    bind_key(con, keys)
    asked = {"user": "li", "role": Role.MANAGER, "why": "test", "at": NOW}
    assert read_person(con, keys, "HA", **asked) == {"phone": "13800000001"}
    con.close()


def test_the_key_is_never_in_the_archive(filled, tmp_path):
    """Neither the key file's text nor its name is packed."""
    file = tmp_path / "b.zip"
    backup(filled, file, at=NOW)
    key = filled.key_file(filled.county())
    secret = key.read_text().splitlines()[1].encode()
    with zipfile.ZipFile(file) as archive:
        assert key.name not in " ".join(archive.namelist())
        assert all(secret not in archive.read(name) for name in archive.namelist())


def test_a_workspace_without_data_can_be_backed_up(ws, tmp_path):
    """Before the first load there are settings and a store."""
    manifest = backup(ws, tmp_path / "b.zip", at=NOW)
    assert sorted(manifest.files) == ["county.toml", "operations.sqlite"]
    assert manifest.data_version == ""
    restore(tmp_path / "b.zip", Workspace(tmp_path / "back"))


def test_backup_refuses_what_it_cannot_do(filled, tmp_path):
    """An existing file, a missing folder, a missing version, no workspace: one line each."""
    (tmp_path / "b.zip").write_text("mine")
    with pytest.raises(OperationsError, match="the file exists"):
        backup(filled, tmp_path / "b.zip", at=NOW)
    assert (tmp_path / "b.zip").read_text() == "mine"
    with pytest.raises(OperationsError, match="cannot be written"):
        backup(filled, tmp_path / "nowhere" / "b.zip", at=NOW)
    filled.current_file.write_text("v0009-cccccccc")
    with pytest.raises(OperationsError, match="v0009-cccccccc is missing"):
        backup(filled, tmp_path / "c.zip", at=NOW)
    with pytest.raises(SettingsError, match=r"no county\.toml"):
        backup(Workspace(tmp_path / "empty"), tmp_path / "c.zip", at=NOW)
    assert not list(tmp_path.glob(".*"))


def test_restore_refuses_a_folder_in_use(filled, tmp_path):
    """What lies there is never touched."""
    backup(filled, tmp_path / "b.zip", at=NOW)
    before = sorted(filled.root.rglob("*"))
    with pytest.raises(OperationsError, match="not empty"):
        restore(tmp_path / "b.zip", filled)
    assert sorted(filled.root.rglob("*")) == before
    empty = tmp_path / "new"
    empty.mkdir()
    restore(tmp_path / "b.zip", Workspace(empty))
    assert (empty / "county.toml").exists()


def repack(file, target, change):
    """Copy an archive, its members passed through ``change(dict name → bytes)``."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def alter_file(members):
    members["county.toml"] += b"\n# changed"


def drop_file(members):
    del members["county.toml"]


def add_file(members):
    members["more.txt"] = b"x"


def climb_out(members):
    manifest = json.loads(members["manifest.json"])
    content = members.pop("county.toml")
    members["../county.toml"] = content
    manifest["files"]["../county.toml"] = manifest["files"].pop("county.toml")
    members["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize("change", [alter_file, drop_file, add_file, climb_out])
def test_altered_archives_are_refused_and_leave_nothing(filled, tmp_path, change):
    """A changed, dropped, added or climbing member stops the restore before anything appears."""
    inner = tmp_path / "inner"
    inner.mkdir()
    backup(filled, tmp_path / "b.zip", at=NOW)
    repack(tmp_path / "b.zip", tmp_path / "c.zip", change)
    with pytest.raises(OperationsError, match="damaged or was altered"):
        restore(tmp_path / "c.zip", Workspace(inner / "back"))
    assert list(inner.iterdir()) == []


def test_files_that_are_no_backup_are_refused(tmp_path):
    """A text, a foreign zip and a missing file get one line."""
    (tmp_path / "a.txt").write_text("hello")
    with zipfile.ZipFile(tmp_path / "f.zip", "w") as archive:
        archive.writestr("x", "y")
    back = Workspace(tmp_path / "back")
    with pytest.raises(OperationsError, match="cannot be restored"):
        restore(tmp_path / "a.txt", back)
    with pytest.raises(OperationsError, match="is no huzhu backup"):
        restore(tmp_path / "f.zip", back)
    with pytest.raises(OperationsError, match="cannot be restored"):
        restore(tmp_path / "missing.zip", back)
    assert not back.root.exists()


def test_a_restored_store_names_its_key(filled, keys, tmp_path):
    """Beside the restored folder a fresh key is refused: the old one must be put back."""
    backup(filled, tmp_path / "b.zip", at=NOW)
    back = Workspace(tmp_path / "back")
    restore(tmp_path / "b.zip", back)
    con = open_operations(back)
    with pytest.raises(OperationsError, match="not the one the workspace was made with"):
        bind_key(con, load_or_create_key(tmp_path / "fresh.key"))
    con.close()
