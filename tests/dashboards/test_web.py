"""The server beside Dash: waiting for the story, compression, what pages never name."""

import gzip
import shutil
import sys
import threading

from flask import Flask

from dashboards.app import create_app
from dashboards.security.guard import PUBLIC
from dashboards.web import first_alone
from risk.workspace import Workspace
from tests.tiny_world import NOW


def copy_of(ws: Workspace, folder) -> Workspace:
    """A workspace of its own, with its key file beside it."""
    root = shutil.copytree(ws.root, folder / ws.root.name)
    key = ws.key_file(ws.county())
    shutil.copy(key, folder / key.name)
    return Workspace(root)


def test_until_the_story_is_told_every_address_says_how_far_it_is(tiny_ws, tmp_path):
    """503 with a page that reloads itself; when the story is told, the sign-in page answers."""
    app = create_app(copy_of(tiny_ws, tmp_path), clock=lambda: NOW)
    client = app.server.test_client()
    answer = client.get("/login")
    assert answer.status_code == 503
    assert "正在计算" in answer.text
    assert 'http-equiv="refresh"' in answer.text
    assert answer.headers["Retry-After"] == "2"
    app.server.extensions["huzhu.context"].store.wait()
    assert client.get("/login").status_code == 200


def test_a_workspace_without_data_says_what_to_do(tiny_ws, tmp_path):
    """No version in force: the page names the command, and does not reload for ever."""
    ws = copy_of(tiny_ws, tmp_path)
    ws.current_file.unlink()
    server = create_app(ws, clock=lambda: NOW).server
    answer = server.test_client().get("/login?lang=en")
    assert answer.status_code == 503
    assert set(server.view_functions) >= PUBLIC  # what answers strangers is there, phones' page too
    assert "huzhu load --all" in answer.text
    assert "refresh" not in answer.text


def test_a_damaged_version_is_told_in_one_line(tiny_ws, tmp_path):
    """The refusal of the store reaches the page."""
    ws = copy_of(tiny_ws, tmp_path)
    name = ws.current_file.read_text("utf-8").strip()
    (ws.warehouse_dir / f"{name}.duckdb").write_bytes(b"not a database")
    app = create_app(ws, clock=lambda: NOW)
    client = app.server.test_client()
    client.get("/login")
    app.server.extensions["huzhu.context"].store.wait()
    assert "无法计算" in client.get("/login").text


def test_answers_are_compressed_and_say_so(manager):
    """Dash's own scripts and our pages come as gzip where the browser takes it."""
    for path in ("/", "/assets/huzhu.js", "/_dash-layout"):
        answer = manager.client.get(
            path, headers={"Accept-Encoding": "gzip", "Accept": "text/html"}
        )
        assert answer.headers.get("Content-Encoding") == "gzip", path
        assert len(gzip.decompress(answer.get_data())) > len(answer.get_data())
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_pages_name_neither_python_nor_foreign_hosts(manager):
    """The document loads from this server alone, and does not tell the Python it runs on."""
    page = manager.get("/").text
    assert "https://" not in page
    assert "http://" not in page
    assert sys.version not in page


def test_the_frame_bears_mark_version_and_user(manager):
    """County, synthetic mark, data day, version, user and role."""
    frame = manager.get("/_dash-layout?lang=zh").get_json()
    text = str(frame)
    for words in ("小县", "合成数据 / SYNTHETIC DATA", "2025年12月31日", "v0001-", "boss · 经理"):
        assert words in text


def test_nobody_is_answered_before_the_first_request_has_ended():
    """Dash prepares its pages during the first request; a second one meanwhile waits for it."""
    server, said, others = Flask("first"), [], []
    server.add_url_rule("/", view_func=lambda: "")
    first_alone(server)

    @server.before_request
    def prepare() -> None:
        if not others:
            others.append(threading.Thread(target=lambda: server.test_client().get("/")))
            others[0].start()
            others[0].join(0.2)  # it would be through by now if it did not wait
            said.append("first")
        else:
            said.append("second")

    server.test_client().get("/")
    others[0].join()
    assert said == ["first", "second"]
