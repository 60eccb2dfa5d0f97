"""Page Warnings: what each role sees and does, fired without a browser."""

import base64
import io
import json
from contextlib import closing
from datetime import timedelta

import openpyxl
import pytest

from dashboards.pages.warnings_parts import STEP, TAKE, VERDICT, Id
from dashboards.pages.warnings_paste import FIELD, KEEP, forms_of
from risk.operations import add_user, audit, open_operations
from risk.operations.watch import Standing, list_alerts
from risk.operations.watch_field import calls, crew_decisions, road_reports
from risk.terms import Role
from tests.dashboards.conftest import BOSS, PASSWORD, SAME_ORIGIN, enter, readable
from tests.dashboards.watched import TEXT, cap, copy_world, make_place, put
from tests.tiny_world import NOW, TOWNSHIPS, VILLAGE

WEST = next(iter(TOWNSHIPS))
LI = "li"


@pytest.fixture(scope="module")
def place(tiny_ws, tiny_story, tmp_path_factory):
    """A copy of the tiny world with a snow warning over the west, a drill and a broken file."""
    ws = copy_world(tiny_ws, tmp_path_factory.mktemp("warnings"))
    with closing(open_operations(ws)) as con:
        add_user(con, LI, PASSWORD, Role.ANALYST, now=NOW)
    put(ws, "a.xml", cap())
    put(ws, "drill.xml", cap("d", status="Exercise"))
    put(ws, "b.xml", cap()[:250])
    return make_place(ws, tiny_story)


@pytest.fixture(scope="module")
def boss(place):
    """Signed in as a manager."""
    return enter(place.app, BOSS)


@pytest.fixture(scope="module")
def watcher(place):
    """Signed in with the least role."""
    return enter(place.app, "watcher")


@pytest.fixture(scope="module")
def number(place, boss):
    """Number of the warning in force: the page takes the files in."""
    place.context.watch.poll(place.context.story(), NOW)
    (held,) = place.context.watch.watch(
        place.context.watch.moment(place.context.story().facts, None, NOW)
    ).in_force
    return held.number


def fire(visitor, output, inputs, states=(), *, changed):
    """A callback fired, dependencies in order: (id, property, value); a list: of a pattern."""
    app = visitor.app
    name = next(key for key in app.callback_map if output in key.strip(".").split("..."))
    outputs = [dict(zip(("id", "property"), part.rsplit(".", 1), strict=True))
               for part in name.strip(".").split("...")]  # fmt: skip

    def told(given):
        if isinstance(given, list):
            return [dict(zip(("id", "property", "value"), g, strict=True)) for g in given]
        return dict(zip(("id", "property", "value"), given, strict=True))

    body = {
        "output": name,
        "outputs": outputs if name.startswith("..") else outputs[0],
        "inputs": [told(x) for x in inputs],
        "state": [told(x) for x in states],
        "changedPropIds": [changed],
    }
    path = "/_dash-update-component?lang=zh"
    return visitor.client.post(path, json=body, headers=SAME_ORIGIN)


def key(id_, prop):
    """How Dash names a changed component of a pattern."""
    return json.dumps(id_, separators=(",", ":"), sort_keys=True) + "." + prop


def received(place):
    with closing(open_operations(place.ws)) as con:
        return list_alerts(con)


def test_the_page_shows_what_stands_in_both_languages(boss, number):
    """Signal in words beside its colour, houses inside, the broken file, the drill nowhere."""
    for lang, words in (("zh", "暴雪橙色"), ("en", "Orange blizzard")):
        text = boss.page("/warnings", lang=lang)
        assert words in text
        assert "b.xml" in text
        assert '"signal orange"' in text
        assert "drill" not in text
    assert f'"data":{number}' in boss.page("/warnings", f"?alert={number}")


def test_nothing_in_force_says_what_to_do(boss):
    """Two days later: no warning, and three ways to bring one in."""
    later = (NOW - timedelta(days=9)).isoformat()
    text = boss.page("/warnings", f"?at={later}")
    assert "没有生效的预警" in text
    assert "warnings 文件夹" in text
    assert "回看" in text or "演练数据" in text
    assert "warnings" in boss.page("/warnings", "?at=nonsense")


def paste_states(text, values=(), kept=(), at=""):
    ids = [{"type": FIELD, "name": name, "n": n} for n, form in enumerate(values) for name in form]
    given = [value for form in values for value in form.values()]
    return [
        (Id.UPLOAD, "filename", None),
        (Id.TEXT, "value", text),
        [(i, "value", v) for i, v in zip(ids, given, strict=True)],
        [(i, "id", i) for i in ids],
        [({"type": KEEP, "n": n}, "checked", k) for n, k in enumerate(kept)],
        (Id.AT, "data", at),
    ]


def paste(visitor, pressed, text, values=(), kept=()):
    inputs = [(Id.READ, "n_clicks", 1), (Id.CONFIRM, "n_clicks", 1), (Id.UPLOAD, "contents", None),
              []]  # fmt: skip
    return fire(visitor, f"{Id.FOUND}.children", inputs, paste_states(text, values, kept),
                changed=f"{pressed}.n_clicks")  # fmt: skip


def test_a_pasted_text_is_read_shown_and_confirmed(place, boss):
    """Every field with its words; nothing is kept before the press on confirm."""
    before = len(received(place))
    told = readable(paste(boss, Id.READ, TEXT))
    for words in ("道路结冰", "西乡", "原文：“", "2026-01-05 08:30:00", "2026-01-05 20:30:00"):
        assert words in told
    assert len(received(place)) == before
    form = {
        "action": "issued", "signal": "road_ice", "colour": "yellow", "places": [WEST],
        "office": "小县气象台", "issued_at": "2026-01-05 08:30:00", "valid_from": None,
        "valid_until": "2026-01-05 20:30:00", "about": None,
    }  # fmt: skip
    refused = readable(paste(boss, Id.CONFIRM, TEXT, [{**form, "signal": None}], [True]))
    assert "没有填写预警类型" in refused
    assert "没有选中任何预警" in readable(paste(boss, Id.CONFIRM, TEXT, [form], [False]))
    assert "已确认采用 1 条" in readable(paste(boss, Id.CONFIRM, TEXT, [form], [True]))
    newest = received(place)[0]
    assert (newest.standing, newest.decided_by) == (Standing.COUNTS, BOSS)
    assert "道路结冰黄色" in boss.page("/warnings")
    assert "没有文字可读" in readable(paste(boss, Id.READ, " "))
    assert "没有找到预警" in readable(paste(boss, Id.READ, "今天天气很好"))


def test_a_file_is_uploaded_and_a_wrong_one_refused(place, boss):
    """Its content decides; what is no warning is one line."""

    def upload(data, name):
        contents = "data:text/xml;base64," + base64.b64encode(data).decode()
        inputs = [(Id.READ, "n_clicks", None), (Id.CONFIRM, "n_clicks", None),
                  (Id.UPLOAD, "contents", contents), []]  # fmt: skip
        states = paste_states("")
        states[0] = (Id.UPLOAD, "filename", name)
        return readable(fire(boss, f"{Id.FOUND}.children", inputs, states,
                             changed=f"{Id.UPLOAD}.contents"))  # fmt: skip

    elsewhere = cap("up-1", polygon="1,1 1,2 2,2 1,1")
    assert "已读取 up.xml" in upload(elsewhere.encode(), "up.xml")
    assert received(place)[0].origin == "up.xml"
    assert "不是JSON" in upload(b"hello", "x.json")


def test_a_text_of_the_folder_is_read_into_the_form(place, boss):
    """It is offered until it is handed in; the box holds its words, the form what they say."""
    words = "小县气象台2026年1月5日8时50分发布大风蓝色预警信号：预计未来6小时，东乡有大风。"
    put(place.ws, "sms.txt", words)
    place.context.watch.poll(place.context.story(), NOW)
    button = {"type": TAKE, "name": "sms.txt"}
    assert "sms.txt" in boss.page("/warnings")
    inputs = [(Id.READ, "n_clicks", None), (Id.CONFIRM, "n_clicks", None),
              (Id.UPLOAD, "contents", None), [(button, "n_clicks", 1)]]  # fmt: skip
    told = readable(fire(boss, f"{Id.FOUND}.children", inputs, paste_states(""),
                         changed=key(button, "n_clicks")))  # fmt: skip
    assert words in told
    assert "原文：“大风”" in told


def test_a_viewer_looks_and_does_nothing(place, watcher, number):
    """Forms are closed, and what is fired all the same is refused."""
    text = watcher.page("/warnings")
    assert "暴雪橙色" in text
    assert "粘贴与上传由调度" in text
    assert "下载 Excel" not in text
    assert paste(watcher, Id.READ, TEXT).status_code == 403
    path = f"/export/warnings/calls/{number}.xlsx"
    assert watcher.client.get(path, headers=SAME_ORIGIN).status_code == 403
    step = {"type": STEP, "key": "tell_manager"}
    answer = fire(watcher, f"{Id.STEPPED}.children", [[(step, "checked", True)]],
                  [(Id.CHOSEN, "data", number), (Id.AT, "data", "")],
                  changed=key(step, "checked"))  # fmt: skip
    assert "您的角色不能做这件事" in readable(answer)


def test_a_step_is_ticked_once(boss, place, number):
    """A tick is written down; the same list drawn anew writes nothing more."""
    step = {"type": STEP, "key": "tell_manager"}
    states = [(Id.CHOSEN, "data", number), (Id.AT, "data", "")]
    for expected in ("已勾选", None):
        answer = fire(boss, f"{Id.STEPPED}.children", [[(step, "checked", True)]], states,
                      changed=key(step, "checked"))  # fmt: skip
        if expected:
            assert expected in readable(answer)
        else:
            assert "已勾选" not in readable(answer)
    assert f"超时完成：{BOSS}" in boss.page("/warnings", f"?alert={number}")


ROW = {"liaison_id": "L1", "region_code": VILLAGE[0], "place": "西乡 甲村"}


def call(visitor, number, outcome, words=""):
    states = [(Id.CALLS, "selectedRows", [ROW]), (Id.OUTCOME, "value", outcome),
              (Id.CALL_NOTE, "value", words), (Id.CHOSEN, "data", number),
              (Id.AT, "data", "")]  # fmt: skip
    return fire(visitor, f"{Id.CALLED}.children", [(Id.CALL_SAVE, "n_clicks", 1)], states,
                changed=f"{Id.CALL_SAVE}.n_clicks")  # fmt: skip


def test_a_call_is_made_and_written_down(boss, place, number):
    """The number is shown when asked for and audited; every outcome stays."""
    inputs = [(Id.SHOW, "n_clicks", 1), (Id.CALLS, "selectedRows", [ROW])]
    shown = readable(fire(boss, f"{Id.PERSON}.children", inputs, [(Id.CHOSEN, "data", number)],
                          changed=f"{Id.SHOW}.n_clicks"))  # fmt: skip
    assert "tel:13900000001" in shown
    hidden = readable(fire(boss, f"{Id.PERSON}.children", inputs, [(Id.CHOSEN, "data", number)],
                           changed=f"{Id.CALLS}.selectedRows"))  # fmt: skip
    assert "13900000001" not in hidden
    assert "没有写是谁" in readable(call(boss, number, "told_another"))
    assert "无人接听" in readable(call(boss, number, "no_answer"))
    assert "已通知到" in readable(call(boss, number, "reached"))
    with closing(open_operations(place.ws)) as con:
        assert calls(con, number)["outcome"].tolist() == ["no_answer", "reached"]
        assert audit.rows(con)["action"].str.contains("call about warning").any()
    assert "13900000001" not in boss.page("/warnings")


def exports(place):
    """Downloads the audit knows; the world copied may hold some of its own."""
    with closing(open_operations(place.ws)) as con:
        return int((audit.rows(con, 100_000)["action"] == "export").sum())


def test_numbers_leave_only_with_roles_that_may_see_them(place, boss, number):
    """A manager's files hold them, an analyst's do not; each is audited; the print too."""
    path = f"/export/warnings/calls/{number}"
    before = exports(place)
    book = openpyxl.load_workbook(
        io.BytesIO(boss.client.get(f"{path}.xlsx", headers=SAME_ORIGIN).data)
    )
    cells = [str(c.value) for row in book.worksheets[0].iter_rows() for c in row]
    assert "13900000002" in cells
    printed = boss.client.get(f"{path}.html", headers=SAME_ORIGIN).get_data(as_text=True)
    assert "13900000001" in printed
    assert "甲村" in printed
    analyst = enter(place.app, LI)
    plain = analyst.client.get(f"{path}.html", headers=SAME_ORIGIN).get_data(as_text=True)
    assert "甲村" in plain
    assert "1390000000" not in plain
    assert (
        boss.client.get("/export/warnings/calls/999.xlsx", headers=SAME_ORIGIN).status_code == 404
    )
    assert exports(place) == before + 3
    with closing(open_operations(place.ws)) as con:
        assert audit.verify_chain(con) == []


def road(visitor, town, state):
    states = [(Id.TOWN, "value", town), (Id.ROAD, "value", state), (Id.ROAD_FROM, "value", None),
              (Id.ROAD_NOTE, "value", "塌方"), (Id.AT, "data", "")]  # fmt: skip
    return readable(fire(visitor, f"{Id.ROADED}.children", [(Id.ROAD_SAVE, "n_clicks", 1)], states,
                         changed=f"{Id.ROAD_SAVE}.n_clicks"))  # fmt: skip


def test_a_closed_road_holds_crews_until_a_person_says_otherwise(boss, place):
    """The list tells the rule, its inputs, and who overrode it why and until when."""
    assert "先选一个乡镇" in road(boss, None, "closed")
    assert "户承保房屋" in road(boss, WEST, "closed")
    with closing(open_operations(place.ws)) as con:
        assert road_reports(con)["state"].tolist() == ["closed"]
    inputs = [(Id.SHOWN, "data", []), (Id.AT, "data", "")]
    rows = readable(fire(boss, f"{Id.TOWNS}.rowData", inputs, changed=f"{Id.SHOWN}.data"))
    assert "✕ 不出队" in rows
    assert "道路中断" in rows

    def decide(decision, until, why):
        states = [(Id.TOWN, "value", WEST), (Id.CREW, "value", decision),
                  (Id.CREW_UNTIL, "value", until), (Id.CREW_WHY, "value", why),
                  (Id.AT, "data", "")]  # fmt: skip
        return readable(fire(boss, f"{Id.CREWED}.children", [(Id.CREW_SAVE, "n_clicks", 1)], states,
                             changed=f"{Id.CREW_SAVE}.n_clicks"))  # fmt: skip

    assert "须写明理由" in decide("go", (NOW + timedelta(hours=3)).isoformat(), "")
    assert "早于开始" in decide("go", NOW.isoformat(), "便道")
    assert "已决定" in decide("go", (NOW + timedelta(hours=3)).isoformat(), "便道抢通")
    rows = readable(fire(boss, f"{Id.TOWNS}.rowData", inputs, changed=f"{Id.SHOWN}.data"))
    assert f"{BOSS} 决定：便道抢通" in rows
    with closing(open_operations(place.ws)) as con:
        assert len(crew_decisions(con, NOW, known=NOW)) == 1


def test_the_interval_says_nothing_where_nothing_changed(boss, place):
    """A second look gives no update; a new file does."""
    shown = json.loads(
        fire(boss, f"{Id.SHOWN}.data", tick(1), [(Id.SHOWN, "data", []), (Id.AT, "data", "")],
             changed=f"{Id.TICK}.n_intervals").get_data()
    )["response"][Id.SHOWN]["data"]  # fmt: skip
    states = [(Id.SHOWN, "data", shown), (Id.AT, "data", "")]
    again = fire(boss, f"{Id.SHOWN}.data", tick(2), states, changed=f"{Id.TICK}.n_intervals")
    assert again.get_json()["response"] == {}
    put(place.ws, "new.xml", cap("n-1", colour="红色"))
    after = fire(boss, f"{Id.SHOWN}.data", tick(3), states, changed=f"{Id.TICK}.n_intervals")
    assert len(after.get_json()["response"][Id.SHOWN]["data"]) > len(shown)


def tick(n):
    notes = (Id.PASTED, Id.STEPPED, Id.CALLED, Id.ROADED, Id.CREWED, Id.DECIDED)
    return [(Id.TICK, "n_intervals", n), *((note, "children", None) for note in notes)]


def test_a_warning_is_set_aside_and_restored(boss, place):
    """Only with a reason; then it stands among those not in use, and can come back."""
    put(place.ws, "own.xml", cap("own-1", colour="蓝色"))
    place.context.watch.poll(place.context.story(), NOW)
    own = next(r for r in received(place) if r.origin == "own.xml")

    def press(n, decision, why, chosen):
        button = {"type": VERDICT, "n": n, "decision": decision}
        states = [(Id.ASIDE_WHY, "value", why), (Id.CHOSEN, "data", chosen), (Id.AT, "data", "")]
        return readable(fire(boss, f"{Id.DECIDED}.children", [[(button, "n_clicks", 1)]], states,
                             changed=key(button, "n_clicks")))  # fmt: skip

    assert "须写明理由" in press(0, "set_aside", "", own.id)
    assert "已不采用" in press(0, "set_aside", "演练", own.id)
    assert "理由：演练" in boss.page("/warnings")
    assert "已恢复采用" in press(own.id, "restored", "", None)


def test_forms_are_gathered_by_warning():
    """Values of one form stay together; one that is not ticked is left out."""
    ids = [{"type": FIELD, "name": name, "n": n} for n in (0, 1) for name in ("signal", "places")]
    found = forms_of(["gale", ["a"], "hail", ["b"]], ids, [False, True])
    assert [(f["signal"], f["places"], f["office"]) for f in found] == [("hail", ["b"], None)]
