"""The first administrator, one's own password, how long passwords and sessions hold."""

import re
from contextlib import closing
from datetime import datetime, timedelta
from html import unescape

import pytest
from argon2 import PasswordHasher
from dash import Dash, html

from dashboards.security import first_code, secure
from risk.operations import (
    add_user,
    audit,
    find_user,
    open_operations,
    temporary_password,
    users,
    verify_chain,
)
from risk.operations.users import NOT_CHOSEN
from risk.terms import Role
from risk.workspace import Workspace

OLD, NEW = "correct horse battery", "another horse entirely"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
PAGE = {"Accept": "text/html"}
START = datetime(2026, 7, 1, 9, 30)


class Place:
    """A county with a clock that can be turned, and its dashboard's forms."""

    def __init__(self, root, *, synthetic=False, access=""):
        root.mkdir()
        text = f'[county]\nname = "小县"\ncode = "990101"\nsynthetic = {synthetic}'.lower()
        (root / "county.toml").write_text(f"{text}\n[access]\n{access}\n", "utf-8")
        self.ws, self.now = Workspace(root), START

    def serve(self):
        app = Dash("small")
        app.layout = html.P("welcome")
        secure(app, self.ws, clock=lambda: self.now)
        self.app, self.client = app, app.server.test_client()
        return self

    def add(self, name="li", role=Role.ANALYST, **given):
        with closing(open_operations(self.ws)) as con:
            add_user(con, name, OLD, role, now=self.now, **given)
        return self

    def send(self, path, where="/login", **form):
        page = self.client.get(where).get_data(as_text=True)
        token = re.search(r'name="csrf" value="([^"]+)"', page)[1]
        return self.client.post(path, data={"csrf": token, **form}, headers=SAME_ORIGIN)

    def enter(self, password=OLD):
        return self.send("/login", name="li", password=password)

    def change(self, current=OLD, password=NEW, again=NEW):
        form = {"current": current, "password": password, "again": again}
        return self.send("/account", "/account", **form)

    def trail(self):
        with closing(open_operations(self.ws)) as con:
            assert verify_chain(con) == []
            rows = audit.rows(con)
        return list(rows[["user", "action", "result"]].itertuples(index=False, name=None))


@pytest.fixture(autouse=True)
def _cheap_argon2(monkeypatch):
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(users, "_hasher", cheap)
    users._nobody.cache_clear()


@pytest.fixture
def county(tmp_path):
    return lambda **given: Place(tmp_path / "county", **given)


# --- the first administrator -----------------------------------------------------------------


def make(place, code, name="chen", password=NEW, again=NEW):
    form = {"code": code, "name": name, "password": password, "again": again}
    return place.send("/login/first", **form)


def test_an_empty_county_asks_for_its_administrator(county):
    """The code of the terminal, a name, a password twice: signed in, and the code is spent."""
    place = county().serve()
    code = first_code(place.app.server)
    assert re.fullmatch(r"[2-9a-z]{4}-[2-9a-z]{4}", code)
    page = place.client.get("/login").get_data(as_text=True)
    assert "设立第一位管理员" in page
    assert code not in page
    done = make(place, code.upper())
    assert (done.status_code, done.headers["Location"]) == (303, "/")
    with closing(open_operations(place.ws)) as con:
        assert find_user(con, "chen").role is Role.ADMINISTRATOR
    assert place.client.get("/", headers=PAGE).status_code == 200
    assert place.trail()[:2] == [("chen", "login", "done"), ("chen", "add user", "done")]
    assert first_code(place.app.server) is None
    place.client.post("/logout", headers=SAME_ORIGIN)
    assert make(place, code, name="wang").status_code == 404


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"code": "aaaa-bbbb"}, 401, "一次性口令不正确"),
        ({"again": "something else"}, 400, "不一致"),
        ({"password": "short", "again": "short"}, 400, "太短"),
        ({"name": "demo"}, 400, "不能设立"),
    ],
)
def test_a_wrong_form_makes_nobody(county, given, status, said):
    """It says what is wrong, and asks again."""
    place = county().serve()
    answer = make(place, **{"code": first_code(place.app.server), **given})
    assert answer.status_code == status
    assert said in answer.get_data(as_text=True)
    with closing(open_operations(place.ws)) as con:
        assert not users.has_users(con)


def test_a_county_with_users_has_no_code(county):
    """Nor does one whose users were added meanwhile let anybody in by it."""
    assert first_code(county().add().serve().app.server) is None


def test_users_added_meanwhile_end_the_asking(county):
    place = county().serve()
    place.add()
    assert "设立第一位管理员" not in place.client.get("/login").get_data(as_text=True)


def test_another_machine_is_not_asked(county):
    """Whoever comes through a tunnel's far end sees the command instead."""
    place = county().serve()
    away = {"REMOTE_ADDR": "10.0.0.7"}
    page = place.client.get("/login", environ_overrides=away).get_data(as_text=True)
    assert "设立第一位管理员" not in page
    assert "huzhu users add NAME --role administrator" in page


def test_the_demo_asks_below_its_own_door(county):
    """Both ways in, and what the demo may not do."""
    page = county(synthetic=True).serve().client.get("/login").get_data(as_text=True)
    assert (
        page.index("以演示管理人员身份进入")
        < page.index("只能保存情景与方案")
        < page.index("设立第一位")
    )


# --- one's own password ----------------------------------------------------------------------


def test_somebody_changes_their_password(county):
    """This browser stays signed in, the old password and other sessions are worth nothing."""
    place = county().add().serve()
    other = place.app.server.test_client()
    place.enter()
    mine, place.client = place.client, other
    place.enter()
    place.client = mine
    assert place.change().status_code == 303
    assert mine.get("/", headers=PAGE).status_code == 200
    assert other.get("/").status_code == 401
    assert place.trail()[:2] == [("li", "login", "done"), ("li", "change password", "done")]
    mine.post("/logout", headers=SAME_ORIGIN)
    assert (place.enter().status_code, place.enter(NEW).status_code) == (401, 303)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"current": "wrong password"}, "现在的密码不正确"),
        ({"password": OLD, "again": OLD}, "与现在的密码相同"),
        ({"again": "something else"}, "不一致"),
        ({"password": "short", "again": "short"}, "太短"),
    ],
)
def test_a_wrong_change_changes_nothing(county, given, said):
    """And says why."""
    place = county().add().serve()
    place.enter()
    answer = place.change(**given)
    assert answer.status_code == 400
    assert said in answer.get_data(as_text=True)
    assert place.client.get("/", headers=PAGE).status_code == 200


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_account_says_who_and_until_when(county, lang):
    """Name, role, end of the session; no script."""
    place = county().add().serve()
    place.enter()
    page = place.client.get(f"/account?lang={lang}").get_data(as_text=True)
    assert ("2026年7月1日 21:30" if lang == "zh" else "1 Jul 2026 21:30") in page
    assert "<script" not in page
    assert "style=" not in page


def test_a_temporary_password_is_changed_before_anything_else(county):
    """Pages lead to the form, data are refused, the way out stays open."""
    place = county().add(temporary=True).serve()
    place.enter()
    led = place.client.get("/dispatch?day=3", headers=PAGE)
    assert (led.status_code, led.headers["Location"]) == (
        303,
        "/account?lang=zh&next=/dispatch?day%3D3",
    )
    assert place.client.get("/_dash-layout").status_code == 403
    assert "临时密码" in place.client.get("/account").get_data(as_text=True)
    done = place.send("/account", "/account?next=/dispatch", current=OLD, password=NEW, again=NEW,
                      next="/dispatch")  # fmt: skip
    assert done.headers["Location"] == "/dispatch"
    assert place.client.get("/", headers=PAGE).status_code == 200


def test_an_old_password_is_due(county):
    """The setting says how old."""
    place = county(access="password_days = 30\nsession_h = 1").add().serve()
    place.now += timedelta(days=30)
    place.enter()
    assert place.client.get("/", headers=PAGE).status_code == 200
    place.now += timedelta(seconds=1)
    assert place.client.get("/", headers=PAGE).status_code == 303
    assert "超过 30 天" in place.client.get("/account").get_data(as_text=True)


def test_a_session_ends_however_busy(county):
    """A page that asks every few seconds does not keep it alive."""
    place = county(access="session_h = 1").add().serve()
    place.enter()
    for minutes in (20, 20, 19):
        place.now += timedelta(minutes=minutes)
        assert place.client.get("/", headers=PAGE).status_code == 200
    place.now += timedelta(minutes=1)
    assert place.client.get("/").status_code == 401


def test_temporary_passwords_are_random_and_long_enough():
    """Read out in groups; nobody's choice."""
    made = {temporary_password() for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch(r"([2-9a-hjkmnp-z]{4}-){3}[2-9a-hjkmnp-z]{4}", one) for one in made)
    assert NOT_CHOSEN < START


def test_back_leads_to_where_one_was(county):
    """The page whose link was followed, as it was; never another site, nor the form itself."""
    place = county().add().serve()
    place.enter()

    def back(referrer: str) -> str:
        page = place.client.get("/account", headers={"Referer": referrer}).get_data(as_text=True)
        found = re.search(r'<a href="([^"]*)">返回', page)
        assert found
        return unescape(found[1])

    assert back("http://localhost/map?family=storm") == "/map?family=storm"
    assert back("http://elsewhere.example/map") == "/"
    assert back("http://localhost/account?lang=zh") == "/"
