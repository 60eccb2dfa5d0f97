"""Files, a watched folder, and an address: each thing read once, broken ones one line each."""

import http.server
import json
import threading
from collections.abc import Iterator

import pytest

from risk.errors import AlertError
from risk.hazard.io import (
    alert_paths,
    fetch_alerts,
    read_alert_bytes,
    read_alert_file,
    read_alert_folder,
)

ZONE = "Asia/Shanghai"
CAP = (
    '<?xml version="1.0"?><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{}'
    "</identifier><sender>a@b</sender><sent>2026-07-01T10:00:00+08:00</sent><status>Actual</status>"
    "<msgType>Alert</msgType><scope>Public</scope></alert>"
)
NATIONAL = {"title": "发布暴雨黄色预警", "effective": "2026-07-01 10:00:00", "msg_type": "Alert"}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.xml").write_text(CAP.format(1), "utf-8")
    (tmp_path / "b.json").write_text(json.dumps([NATIONAL, {}]), "utf-8")
    (tmp_path / "c.txt").write_text("互助县气象台发布暴雨黄色预警", "utf-8")
    (tmp_path / "d.cap").write_text("<alert", "utf-8")
    (tmp_path / "e.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / ".hidden.xml").write_text(CAP.format(2), "utf-8")
    (tmp_path / "sub.xml").mkdir()
    return tmp_path


def test_a_folder_is_read_whole_and_broken_files_are_one_line_each(folder):
    files = {f.name: f for f in read_alert_folder(folder, (), timezone=ZONE)}
    assert list(files) == ["a.xml", "b.json", "c.txt", "d.cap"]
    assert [len(f.alerts) for f in files.values()] == [1, 1, 0, 0]
    assert [len(f.broken) for f in files.values()] == [0, 1, 0, 1]
    assert files["c.txt"].text == "互助县气象台发布暴雨黄色预警"
    assert files["d.cap"].broken[0].startswith("d.cap, line 1: no well-formed XML")
    assert files["b.json"].broken[0].startswith("b.json, message 2: ")


def test_a_file_is_read_once_also_under_another_name(folder):
    known = {f.sha256 for f in read_alert_folder(folder, (), timezone=ZONE)}
    assert read_alert_folder(folder, known, timezone=ZONE) == ()
    (folder / "copy.xml").write_text(CAP.format(1), "utf-8")
    (folder / "new.xml").write_text(CAP.format(3), "utf-8")
    assert [f.name for f in read_alert_folder(folder, known, timezone=ZONE)] == ["new.xml"]


def test_two_equal_files_of_one_look_are_read_once(tmp_path):
    for name in ("a.xml", "b.xml"):
        (tmp_path / name).write_text(CAP.format(1), "utf-8")
    assert [f.name for f in read_alert_folder(tmp_path, (), timezone=ZONE)] == ["a.xml"]


def test_a_folder_that_is_absent_holds_nothing_new(tmp_path):
    assert read_alert_folder(tmp_path / "none", (), timezone=ZONE) == ()


def test_a_file_too_large_is_not_read(folder):
    file = read_alert_file(folder / "a.xml", timezone=ZONE, max_bytes=10)
    assert file.alerts == ()
    assert "more than 10" in file.broken[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_words_are_read_in_the_encodings_people_save(encoding):
    file = read_alert_bytes("暴雨黄色预警".encode(encoding), name="x.txt", timezone=ZONE)
    assert (file.text, file.broken) == ("暴雨黄色预警", ())


@pytest.mark.parametrize(("data", "name"), [(b" ", "x.txt"), (b"\x80\xff", "x.txt"), (b"", "x")])
def test_empty_and_unreadable_files_are_one_line(data, name):
    (line,) = read_alert_bytes(data, name=name, timezone=ZONE).broken
    assert line.startswith(name)
    assert "\n" not in line


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_xml_is_told_from_json_behind_a_byte_order_mark(encoding):
    text = CAP.format(1).replace('version="1.0"', f'version="1.0" encoding="{encoding[:6]}"')
    assert len(read_alert_bytes(text.encode(encoding), name="x", timezone=ZONE).alerts) == 1


def test_paths_may_be_files_and_folders_and_a_wrong_one_is_refused(folder):
    names = [p.name for p in alert_paths([folder / "e.pdf", folder])]
    assert names == ["e.pdf", "a.xml", "b.json", "c.txt", "d.cap"]
    with pytest.raises(AlertError, match="no such file or folder"):
        alert_paths([folder / "nothing"])


class Answers(http.server.BaseHTTPRequestHandler):
    """A made-up feed."""

    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/list.json")
            self.end_headers()
            return
        if self.path == "/missing":
            self.send_error(404)
            return
        data = CAP.format(1) if self.path == "/one.xml" else json.dumps({"alertData": [NATIONAL]})
        self.send_response(200)
        self.end_headers()
        self.wfile.write(data.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def feed() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    worker = threading.Thread(target=server.serve_forever, daemon=True)
    worker.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    worker.join()


def test_an_address_is_read_like_a_file(feed):
    assert len(fetch_alerts(f"{feed}/list.json", timezone=ZONE).alerts) == 1
    assert len(fetch_alerts(f"{feed}/one.xml", timezone=ZONE).alerts) == 1


@pytest.mark.parametrize(
    ("path", "message"),
    [("/missing", "status 404"), ("/moved", "status 302")],
)
def test_an_error_or_a_detour_is_refused(feed, path, message):
    with pytest.raises(AlertError, match=message):
        fetch_alerts(feed + path, timezone=ZONE)


def test_too_long_an_answer_is_refused(feed):
    with pytest.raises(AlertError, match="more than 20 bytes"):
        fetch_alerts(f"{feed}/list.json", timezone=ZONE, max_bytes=20)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x/y", "", "http://", "x"])
def test_only_web_addresses_are_asked(url):
    with pytest.raises(AlertError, match="no http address"):
        fetch_alerts(url, timezone=ZONE)


def test_a_silent_address_is_refused_and_no_password_is_shown():
    with pytest.raises(AlertError, match="does not answer") as refusal:
        fetch_alerts("http://user:secret@127.0.0.1:9/x?key=1", timezone=ZONE, timeout_s=2)
    assert "secret" not in str(refusal.value)
    assert "key=1" not in str(refusal.value)
