"""The page Admin: accounts, audit, backups and passes, fired without a browser."""

import io
import re
from contextlib import closing
from datetime import timedelta

import openpyxl
import pytest

from dashboards.app import create_app
from dashboards.pages.admin_audit import ADDRESS
from dashboards.pages.admin_ids import Id
from dashboards.story.backups import WORK, backups
from dashboards.story.people import give_role, people
from risk.errors import OperationsError
from risk.operations import add_user, audit, check_password, find_user, open_operations
from risk.operations.deed import Doer
from risk.terms import Role
from tests.dashboards.conftest import BOSS, PASSWORD, SAME_ORIGIN, Visitor, enter, readable
from tests.dashboards.watched import copy_world
from tests.tiny_world import NOW

CHEN = "chen"
WAIT_S = 60
FORM = {f"{Id.NAME}.value": "", f"{Id.NEW_ROLE}.value": "viewer",
        f"{Id.USERS}.selectedRows": None, f"{Id.ROLE}.value": "viewer"}  # fmt: skip
DEEDS = (Id.ADD, Id.SET_ROLE, Id.RESET, Id.SHUT, Id.OPEN, Id.SIGN_OUT)


@pytest.fixture(scope="module")
def ws(tiny_ws, tmp_path_factory):
    """A copy of the tiny world with an administrator."""
    own = copy_world(tiny_ws, tmp_path_factory.mktemp("admin"))
    with closing(open_operations(own)) as con:
        add_user(con, CHEN, PASSWORD, Role.ADMINISTRATOR, now=NOW)
    return own


@pytest.fixture(scope="module")
def app(ws, tiny_story):
    return create_app(ws, tiny_story, clock=lambda: NOW)


@pytest.fixture(scope="module")
def admin(app) -> Visitor:
    """Signed in as administrator."""
    return enter(app, CHEN)


def press(visitor, deed, **changed):
    """What the page says after a button on accounts."""
    state = FORM | {f"{Id[k]}.{'selectedRows' if k == 'USERS' else 'value'}": v
                    for k, v in changed.items()}  # fmt: skip
    inputs = {f"{one}.n_clicks": int(one == deed) for one in DEEDS}
    return visitor.fire(f"{Id.USER_NOTE}.children", inputs, state, changed=f"{deed}.n_clicks")


def rows(ws):
    with closing(open_operations(ws)) as con:
        found = audit.rows(con, 5)
    return list(found[["user", "action", "object", "result"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_administrator_sees_accounts_and_the_audit(admin, lang):
    """Each id is there; names, roles in words, the newest rows."""
    text = admin.page("/admin", lang=lang)
    for id_ in Id:
        assert f'"id":"{id_.value}"' in text
    assert '"name":"watcher","role":' in text
    assert ("管理员" if lang == "zh" else "administrator") in text.casefold()
    assert ('"action":"登录"' if lang == "zh" else '"action":"sign in"') in text


@pytest.mark.parametrize("name", ["watcher", BOSS, ""])
def test_nobody_else_sees_a_row(app, name):
    """Not a manager either, nor the demo: no page, no callback, no file."""
    visitor = enter(app, name)
    assert '"name":"watcher"' not in visitor.page("/admin")
    assert press(visitor, Id.ADD, NAME="zhao").status_code == 403
    assert visitor.fire(f"{Id.CHAIN}.children", {f"{Id.VERIFY}.n_clicks": 0}).status_code == 403
    assert visitor.get(ADDRESS).status_code == 403


def test_layouts_asked_for_by_dash_hold_no_row(app):
    """Dash writes all layouts into every page: only ids are left of them."""
    page = enter(app, "watcher").get("/").get_data(as_text=True)
    assert f'"id":"{Id.USERS.value}"' in page.replace(" ", "")
    assert "watcher" not in page
    assert "rowData" not in page
    assert len(page) < 200_000


def test_somebody_is_added_with_a_temporary_password(ws, admin):
    """It is told once, has to be changed, and is in no row of the audit."""
    told = readable(press(admin, Id.ADD, NAME="wang", NEW_ROLE="dispatcher"))
    password = re.search(r"\w{4}-\w{4}-\w{4}-\w{4}", told)[0]
    with closing(open_operations(ws)) as con:
        user = check_password(con, "wang", password, now=NOW)
    assert (user.role, user.password_at.year) == (Role.DISPATCHER, 1970)
    assert "临时密码，待修改" in told
    assert rows(ws)[0] == (CHEN, "add user", "wang dispatcher", "done")
    assert "已存在" in readable(press(admin, Id.ADD, NAME="wang"))


def test_an_account_is_changed(ws, admin):
    """Role, sessions, password, disabled and enabled: each written down; nothing without a row."""
    with closing(open_operations(ws)) as con:
        add_user(con, "zhao", PASSWORD, Role.VIEWER, now=NOW)
    own = enter(admin.app, "zhao")
    chosen = [{"name": "zhao"}]
    assert "请先在表中选" in readable(press(admin, Id.SHUT))
    assert "分析" in readable(press(admin, Id.SET_ROLE, USERS=chosen, ROLE="analyst"))
    assert own.client.get("/export/losses.xlsx").status_code != 403  # counts at once
    press(admin, Id.SIGN_OUT, USERS=chosen)
    assert own.client.get("/_dash-layout").status_code == 401
    own = enter(admin.app, "zhao")
    press(admin, Id.SHUT, USERS=chosen)
    assert own.client.get("/_dash-layout").status_code == 401
    press(admin, Id.OPEN, USERS=chosen)
    assert own.client.get("/_dash-layout").status_code == 200
    press(admin, Id.RESET, USERS=chosen)
    with closing(open_operations(ws)) as con:
        assert check_password(con, "zhao", PASSWORD, now=NOW) is None
        assert find_user(con, "zhao").role is Role.ANALYST
    done = [row[1] for row in rows(ws)]
    assert (
        done == ["reset password", "enable user", "login", "disable user", "login"][:2] + done[2:]
    )
    assert {"reset password", "enable user", "disable user"} <= {*done}


def test_nobody_shuts_their_own_door(ws, admin):
    """There is always an administrator left; and the store itself asks for the role."""
    own = [{"name": CHEN}]
    assert "自己的账号" in readable(press(admin, Id.SHUT, USERS=own))
    assert "自己的账号" in readable(press(admin, Id.SET_ROLE, USERS=own))
    with pytest.raises(OperationsError, match="may not"):
        give_role(ws, CHEN, Role.VIEWER, Doer(BOSS, Role.MANAGER, NOW))


def test_sign_ins_are_counted_within_a_session(ws, admin):
    """Who came in lately, from where."""
    later = Doer(CHEN, Role.ADMINISTRATOR, NOW + timedelta(hours=1))
    seen = people(ws, timedelta(hours=12), later).set_index("name")
    assert seen.loc[CHEN, ["sign_ins", "last_from"]].tolist() == [1, "from 127.0.0.1"]
    late = Doer(CHEN, Role.ADMINISTRATOR, NOW + timedelta(hours=13))
    assert people(ws, timedelta(hours=12), late).set_index("name").loc[CHEN, "sign_ins"] == 0


FILTERS = (Id.OF_USER, Id.OF_ACTION, Id.OF_RESULT, Id.FIRST, Id.LAST)


def narrow(admin, *given):
    inputs = {f"{id_}.value": v for id_, v in zip(FILTERS, given, strict=True)}
    answer = admin.fire(f"{Id.ROWS}.rowData", inputs).get_json()["response"]
    return answer[Id.ROWS]["rowData"], answer[Id.FILE]["href"]


def test_the_audit_is_narrowed(admin):
    """By user, action, result and day; the file follows."""
    found, address = narrow(admin, CHEN, "login", None, str(NOW.date()), str(NOW.date()))
    assert {(r["user"], r["action"]) for r in found} == {(CHEN, "登录")}
    assert address == f"{ADDRESS}?user=chen&action=login&first={NOW.date()}&last={NOW.date()}"
    day_before = str(NOW.date() - timedelta(days=1))
    assert narrow(admin, None, None, None, None, day_before)[0] == []
    assert narrow(admin, "'; DROP TABLE audit; --", None, None, "not a day", None)[0] == []


def test_the_audit_is_taken_away(ws, admin):
    """Whole as asked, with the state of the chain; taking it is a row of its own."""
    with closing(open_operations(ws)) as con:
        audit.append(con, at=NOW, user="=1+1", role="viewer", action="look")
    book = openpyxl.load_workbook(io.BytesIO(admin.get(f"{ADDRESS}?action=look").data))
    sheet, about = book.worksheets
    assert [c.value for c in sheet[2]][2] == "=1+1"
    assert sheet["C2"].data_type == "s"
    assert "完整" in str([c.value for c in about["B"]])
    assert rows(ws)[0][:3] == (CHEN, "export", "audit")


def test_the_chain_is_verified(ws, admin):
    """Whole; then a row is changed behind the store's back, and it says which."""

    def look():
        return readable(admin.fire(f"{Id.CHAIN}.children", {f"{Id.VERIFY}.n_clicks": 1}))

    assert "完整" in look()
    with closing(open_operations(ws)) as con:
        con.execute("DROP TRIGGER audit_no_update")
        con.execute("UPDATE audit SET user = 'nobody' WHERE number = 1")
    assert "audit row 1" in look()
    with closing(open_operations(ws)) as con:
        con.execute("UPDATE audit SET user = 'watcher' WHERE number = 1")


def test_a_backup_is_made_in_the_background(ws, admin):
    """Named by its time, listed with its version, audited; the page says how old it is."""
    assert "还没有从这里做过备份" in admin.page("/admin")
    inputs = {f"{Id.BACK_UP}.n_clicks": 1, f"{Id.STOP}.n_clicks": 0, f"{Id.WATCH}.n_intervals": 0}
    began = admin.fire(f"{Id.BACKUP_NOTE}.children", inputs, changed=f"{Id.BACK_UP}.n_clicks")
    assert began.status_code == 200
    works = admin.app.server.extensions["huzhu.context"].works
    ended = works.wait(WORK, WAIT_S)
    assert ended.result == f"{ws.root.name}-{NOW:%Y%m%d-%H%M%S}.zip"
    (kept,) = backups(ws)
    assert kept.data_version == ws.current_file.read_text().strip()
    assert (CHEN, "backup", kept.name, "done") in rows(ws)
    told = readable(admin.fire(f"{Id.BACKUP_NOTE}.children", inputs | {f"{Id.BACK_UP}.n_clicks": 0},
                               changed=f"{Id.WATCH}.n_intervals"))  # fmt: skip
    assert "备份完成" in told
    assert kept.name in told


def test_a_pass_of_a_screen_is_made_and_revoked(ws, admin):
    """Its address is told once, with the word behind the #."""

    def act(button, name=None, chosen=None):
        inputs = {f"{one}.n_clicks": int(one == button) for one in (Id.ADD_WALL, Id.REVOKE)}
        state = {f"{Id.SCREEN}.value": name, f"{Id.WALLS}.selectedRows": chosen}
        return readable(admin.fire(f"{Id.WALL_NOTE}.children", inputs, state,
                                   changed=f"{button}.n_clicks"))  # fmt: skip

    told = act(Id.ADD_WALL, "作战室")
    assert re.search(r"http://localhost/wall#[\w-]{43}", told)
    assert "没有名称" in act(Id.ADD_WALL, "")
    number = int(re.search(r'"id":(\d+),"screen"|"screen":"作战室".*?"id":(\d+)', told)[2] or 1)
    assert "已撤销" in act(Id.REVOKE, chosen=[{"id": number, "screen": "作战室"}])
    assert rows(ws)[0][:3] == (CHEN, "revoke wall pass", "作战室")


def test_requests_of_others_change_nothing(app):
    """A page of another site cannot press a button in an administrator's name."""
    visitor = enter(app, CHEN)
    away = visitor.client.post("/_dash-update-component", json={}, headers={"Origin": "http://e"})
    assert away.status_code == 403
    assert SAME_ORIGIN
