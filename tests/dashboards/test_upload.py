"""Ledgers uploaded: checked, tried without a trace, loaded in the background, stopped, masked."""

import io
import re
import zipfile
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from dashboards.app import create_app
from dashboards.pages.quality_upload_parts import Id
from dashboards.story.upload import CHECK, LOAD
from dashboards.story.upload_checks import check_content, safe_name
from dashboards.story.upload_work import COUNTS, check_files, load_files, rejected_path
from risk.errors import LedgerError, WarehouseError
from risk.intake import Source
from risk.operations import User, add_user, audit, open_operations
from risk.operations.personal import READERS
from risk.terms import Role
from risk.warehouse import current_version, open_version
from tests.dashboards.conftest import PASSWORD, SAME_ORIGIN, Visitor, enter, readable
from tests.tiny_world import NOW, copied, policy, write_csv

WAIT_S = 120
NAME = "承保清单2026.csv"
LI = User("li", Role.ANALYST)


@pytest.fixture(scope="module")
def uploads_ws(tiny_ws, tmp_path_factory):
    """The tiny world once more: loads change it."""
    ws = copied(tiny_ws, tmp_path_factory.mktemp("uploads"))
    with closing(open_operations(ws)) as con:
        for name, role in (("li", Role.ANALYST), ("wang", Role.MANAGER)):
            add_user(con, name, PASSWORD, role, now=NOW)
    return ws


@pytest.fixture(scope="module")
def uploads_app(uploads_ws, tiny_story):
    return create_app(uploads_ws, tiny_story, clock=lambda: NOW)


@pytest.fixture(scope="module")
def analyst(uploads_app) -> Visitor:
    return enter(uploads_app, "li")


@pytest.fixture(scope="module")
def boss(uploads_app) -> Visitor:
    return enter(uploads_app, "wang")


@pytest.fixture
def context(uploads_app):
    return uploads_app.server.extensions["huzhu.context"]


@pytest.fixture
def ledger(tmp_path: Path) -> bytes:
    """One row as it stands, one changed, one new, one that ends before it begins."""
    year = ("2025-01-01", "2025-12-31")
    rows = [
        policy("P2025-1-0", 0, *year, 户编号="H1-0"),
        policy("P2025-1-1", 0, *year, 户编号="H1-1", 保险金额=29000),
        policy("P2026-new", 0, "2026-01-01", "2026-12-31"),
        policy("P2026-bad", 0, "2026-12-31", "2026-01-01", 户主姓名="=cmd()", 备注="张三的哥哥"),
    ]
    write_csv(tmp_path / NAME, rows)
    return (tmp_path / NAME).read_bytes()


def send(visitor: Visitor, *files: tuple[str, bytes]):
    data = {"files": [(io.BytesIO(body), name) for name, body in files]}
    return visitor.client.post("/upload", data=data, headers=SAME_ORIGIN)


def press(visitor: Visitor, button: Id, token: str) -> str:
    """Press a button of the card, with no ledger and no datum chosen."""
    buttons = (Id.CHECK, Id.LOAD, Id.STOP, Id.DISCARD)
    nothing = {"property": "value", "value": None}
    body = {
        "output": f"..{Id.NOTE}.children...{Id.BATCH}.data..",
        "outputs": [{"id": Id.NOTE, "property": "children"}, {"id": Id.BATCH, "property": "data"}],
        "inputs": [{"id": b, "property": "n_clicks", "value": int(b == button)} for b in buttons],
        "state": [
            {"id": Id.BATCH, "property": "data", "value": token},
            [{"id": {"type": Id.KIND, "at": 0}, **nothing}],
            {"id": Id.DATUM, **nothing},
        ],
        "changedPropIds": [f"{button}.n_clicks"],
    }
    answer = visitor.client.post("/_dash-update-component?lang=zh", json=body, headers=SAME_ORIGIN)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return readable(answer)


def view(visitor: Visitor, token: str) -> str:
    """What the card says of an upload."""
    inputs = {f"{Id.TICK}.n_intervals": 1, f"{Id.NOTE}.children": None, f"{Id.BATCH}.data": token}
    return readable(visitor.fire(f"{Id.VIEW}.children", inputs))


def test_an_upload_is_tried_stopped_and_loaded(analyst, boss, uploads_ws, context, ledger):
    """A dry run stores nothing; a stopped load neither; the load makes what was promised."""
    before = current_version(uploads_ws)
    token = send(analyst, (NAME, ledger)).json["token"]
    press(analyst, Id.CHECK, token)
    context.works.wait(CHECK, WAIT_S)
    upload = context.uploads.find(token, LI)
    tried = context.uploads.tried(upload)
    assert tried.files[list(COUNTS)].iloc[0].tolist() == [4, 1, 1, 1, 1]
    assert (tried.faults_in_all, current_version(uploads_ws)) == (1, before)
    assert "试装结果" in view(analyst, token)
    assert "试装结果" not in view(boss, token)  # somebody else's files are nobody's business
    assert boss.get(f"/upload/{token}/0.xlsx").status_code == 404
    assert rejected_row(analyst.get(f"/upload/{token}/0.xlsx").data)["户主姓名"] == "=****)"

    press(analyst, Id.LOAD, token)
    assert "正在运行" in press(analyst, Id.LOAD, token)
    press(analyst, Id.STOP, token)
    context.works.wait(LOAD, WAIT_S)
    assert current_version(uploads_ws) == before
    assert "仍是" in view(analyst, token)

    press(analyst, Id.LOAD, token)
    context.works.wait(LOAD, WAIT_S)
    assert "已装载" in view(analyst, token)
    after = current_version(uploads_ws)
    assert after == context.uploads.loaded(context.uploads.find(token, LI)).version != before
    with open_version(uploads_ws) as warehouse:
        assert warehouse.counts()["policy"] == 273
    assert not upload.folder.exists()
    with closing(open_operations(uploads_ws)) as con:
        deeds = set(audit.rows(con, 50)["action"])
    assert {"upload", "upload check", "upload stop", "upload load"} <= deeds


def rejected_row(body: bytes) -> dict[str, str]:
    """The one row of a file of rejected rows, by heading."""
    cells = openpyxl.load_workbook(io.BytesIO(body)).active.iter_rows()
    head, row = list(cells)
    assert {cell.data_type for cell in (*head, *row)} <= {"s", "n"}  # no formula
    return {h.value: c.value for h, c in zip(head, row, strict=True)}


def test_rejected_rows_are_masked_but_for_who_may_see(tiny_ws, ledger, tmp_path):
    """Names and columns nobody knows are hidden in one of the two files; no formula runs."""
    path = tmp_path / "files" / NAME
    path.parent.mkdir()
    path.write_bytes(ledger)
    check_files(
        tiny_ws.root, tmp_path, [Source("policy", path)], NOW, "zh", progress=lambda *_: None
    )
    for masked, name, note in ((False, "=cmd()", "张三的哥哥"), (True, "=****)", "张***哥")):
        row = rejected_row(rejected_path(tmp_path, 0, masked=masked).read_bytes())
        assert (row["保单号"], row["户主姓名"], row["备注"]) == ("P2026-bad", name, note)
    assert READERS.isdisjoint({Role.VIEWER, Role.ANALYST})


def test_a_load_refuses_another_version_than_was_tried(tiny_ws, tmp_path):
    """What came into force since may have changed what the files bring."""
    with pytest.raises(WarehouseError, match="since the dry run on v0000-00000000"):
        load_files(
            tiny_ws.root, tmp_path, [], "v0000-00000000", NOW, "zh", progress=lambda *_: None
        )


def test_who_may_not_upload_is_refused(uploads_app, viewer):
    """A viewer, the demo, and a page of another site."""
    for visitor in (viewer, enter(uploads_app)):
        assert send(visitor, (NAME, b"a")).status_code == 403
    data = {"files": [(io.BytesIO(b"a"), NAME)]}
    assert viewer.client.post("/upload", data=data).status_code == 403


def test_a_file_that_is_not_what_its_name_says_is_refused(analyst, context):
    """Told in words; nothing stays behind (what others sent may still be worked on)."""
    before = set(context.uploads.folder.iterdir())
    answer = send(analyst, ("承保清单.xlsx", b"MZ\x90\x00 a program"))
    assert answer.status_code == 400
    assert re.search("名字说是 .xlsx，内容却不是", answer.json["why"])
    assert send(analyst, ("a.exe", b"MZ")).status_code == 400
    assert send(analyst).status_code == 400
    assert send(analyst, (NAME, b"a,b\n"), (f"../{NAME}", b"a,b\n")).status_code == 400
    assert set(context.uploads.folder.iterdir()) <= before


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("..\\..\\etc\\理赔 台账.CSV", "理赔 台账.CSV"),
        ("/tmp/a\x00b<c>.csv", "abc.csv"),
        ("x" * 300 + ".xlsx", "x" * 115 + ".xlsx"),
    ],
)
def test_names_are_made_safe(given, kept):
    """Only the last part of a path counts."""
    assert safe_name(given) == kept


def packed(path: Path, *members: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members:
            archive.writestr(name, body)
    return path


def test_archives_that_could_harm_are_refused(tmp_path):
    """A bomb, a way out, an archive inside, damage; a plain one passes."""
    check_content(packed(tmp_path / "good.zip", ("a.shp", b"1" * 50)))
    bad = {
        "unpack to": packed(tmp_path / "bomb.zip", ("a.shp", b"\0" * 30_000_000)),
        "leads out": packed(tmp_path / "out.zip", ("../../a.shp", b"1")),
        "another archive": packed(tmp_path / "nested.zip", ("b.zip", b"1")),
    }
    broken = packed(tmp_path / "broken.zip", ("a.shp", bytes(range(256)) * 8))
    body = bytearray(broken.read_bytes())
    body[60] ^= 0xFF
    broken.write_bytes(bytes(body))
    for words, path in (*bad.items(), ("damaged", broken)):
        with pytest.raises(LedgerError, match=words):
            check_content(path)


def test_rejected_rows_of_a_load_come_back_to_who_may_read_them(uploads_app, uploads_ws, analyst):
    """A manager gets the file, by the link on the page; an analyst is refused, and both audited."""
    with open_version(uploads_ws) as warehouse:
        loads = warehouse.loads()
    some = (loads["rows_rejected"] > 0) & (loads["kind"] == "policy")
    number = int(loads.loc[some, "load_id"].iloc[0])
    boss, address = enter(uploads_app, "wang"), f"/upload/load/{number}.xlsx"
    assert address in boss.page("/quality")
    assert address not in analyst.page("/quality")
    assert rejected_row(boss.get(address).data)["户主姓名"] == "张某"
    assert analyst.get(address).status_code == 403
    assert boss.get("/upload/load/999.xlsx").status_code == 404
