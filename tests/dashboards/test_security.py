"""Sign-in, roles, cross-site checks and headers, through Flask's test client on a small app."""

import base64
import hashlib
import re
import sys
from contextlib import closing
from datetime import datetime, timedelta

import dash
import pytest
from argon2 import PasswordHasher
from dash import Dash, Input, Output, dcc, html

from dashboards.security import (
    audit_action,
    callback,
    current_user,
    refuse_public_host,
    secure,
    undeclared_callbacks,
)
from risk.errors import HuzhuError
from risk.operations import (
    add_user,
    audit,
    disable_user,
    open_operations,
    set_password,
    users,
    verify_chain,
)
from risk.terms import Role
from risk.workspace import Workspace

PASSWORD = "correct horse battery"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
PAGE = {"Accept": "text/html,application/xhtml+xml"}


class Clock:
    """A clock the test turns."""

    def __init__(self):
        self.now = datetime(2026, 7, 1, 9, 30)

    def __call__(self):
        return self.now


@pytest.fixture(autouse=True)
def _cheap_argon2(monkeypatch):
    """The same hash with less memory, so that dozens of sign-ins are quick."""
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(users, "_hasher", cheap)
    users._nobody.cache_clear()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def build(tmp_path, clock):
    """Make a secured app: ``build(synthetic=…, roles=…)`` → (app, workspace)."""

    def make(*, synthetic=False, roles=(Role.VIEWER, Role.ANALYST, Role.MANAGER)):
        root = tmp_path / "county"
        root.mkdir()
        settings = f'[county]\nname = "小县<b>"\ncode = "990101"\nsynthetic = {synthetic}'.lower()
        (root / "county.toml").write_text(settings + "\n", "utf-8")
        ws = Workspace(root)
        with closing(open_operations(ws)) as con:
            for role in roles:
                add_user(con, f"the-{role}", PASSWORD, role, now=clock())
        return small_app(ws, clock), ws

    return make


def small_app(ws, clock):
    """Two callbacks of different roles, one page, one data route, one inline script."""
    app = Dash("small", use_pages=True, pages_folder="")
    dash.page_registry.clear()  # one a process: this app has its own page only
    dash.register_page("home", path="/", layout=lambda **_: html.P("welcome"))
    app.layout = html.Div(
        [dash.page_container, dcc.Input(id="in"), html.P(id="out"), html.P(id="o")]
    )
    app.server.add_url_rule("/geometry/<name>", "geometry", lambda name: {"name": name})
    app.server.add_url_rule("/report", "report", lambda: download())
    app.clientside_callback("function(x) {return x;}", Output("in", "title"), Input("in", "value"))

    @callback(app, Output("out", "children"), Input("in", "value"))
    def shout(value):
        return f"{current_user().name}: {value.upper()}"

    @callback(app, Output("o", "children"), Input("in", "value"), role=Role.MANAGER)
    def decide(value):
        return "decided"

    secure(app, ws, clock=clock)
    return app


def download():
    audit_action("download", "report 7", data_version="v0001-aaaaaaaa")
    return "the report"


def token(page):
    return re.search(r'name="csrf" value="([^"]+)"', page.text)[1]


def sign_in(client, name="the-viewer", password=PASSWORD, onward="", **changes):
    page = client.get("/login", query_string={"next": onward})
    form = {"csrf": token(page), "name": name, "password": password, "next": onward}
    return client.post("/login", data=form | changes, headers=SAME_ORIGIN)


def call(client, output="out.children", headers=SAME_ORIGIN):
    component, prop = output.split(".")
    body = {
        "output": output,
        "outputs": {"id": component, "property": prop},
        "inputs": [{"id": "in", "property": "value", "value": "hail"}],
        "changedPropIds": ["in.value"],
    }
    return client.post("/_dash-update-component", json=body, headers=headers)


def trail(ws):
    with closing(open_operations(ws)) as con:
        assert verify_chain(con) == []
        rows = audit.rows(con)
    return list(rows[["user", "action", "result"]].itertuples(index=False, name=None))


# --- deny by default -------------------------------------------------------------------------


def test_every_route_but_the_public_ones_needs_a_sign_in(build):
    """Walks the whole url map: Dash's routes, assets, data and downloads all refuse strangers."""
    app, _ = build()
    client = app.server.test_client()
    client.get("/login")
    public, checked = [], 0
    for rule in app.server.url_map.iter_rules():
        path = re.sub("<[^>]*>", "x", rule.rule)
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            answer = client.open(path, method=method, headers=SAME_ORIGIN)
            if answer.status_code == 401 and rule.endpoint != "security.login":
                checked += 1
            else:
                public.append(f"{method} {rule.rule}")
    assert sorted(public) == [
        "GET /healthz",
        "GET /login",
        "GET /login/assets/<path:name>",
        "POST /login",
        "POST /login/demo",
        "POST /login/first",
    ]
    assert checked >= 8


def test_a_page_sends_strangers_to_the_form_and_back(build):
    """A page asked for leads to the form, and after signing in to that page with its filters."""
    app, _ = build()
    client = app.server.test_client()
    answer = client.get("/map?peril=hail", headers=PAGE)
    assert answer.status_code == 303
    assert answer.location == "/login?lang=zh&next=/map?peril%3Dhail"
    assert client.get("/map", headers={"Accept": "*/*"}).status_code == 401
    signed = sign_in(client, onward="/map?peril=hail")
    assert (signed.status_code, signed.location) == (303, "/map?peril=hail")
    assert client.get(signed.location).status_code == 200
    assert client.get("/login", headers=PAGE).status_code == 303


@pytest.mark.parametrize("onward", ["//evil.org", "https://evil.org/", "/\\evil.org", "x", ""])
def test_the_form_never_sends_anyone_elsewhere(build, onward):
    """A crafted link cannot use the sign-in to lead away from the site."""
    app, _ = build()
    assert sign_in(app.server.test_client(), onward=onward).location == "/"


def test_unknown_hosts_are_refused(build):
    """A stranger's name that points to this machine gets nothing, not even the form."""
    app, _ = build()
    client = app.server.test_client()
    for host in ("evil.org:8050", "localhost.evil.org", "192.0.2.1:8050", "[", "a b"):
        assert client.get("/login", headers={"Host": host}).status_code == 400
    for host in ("127.0.0.1:8050", "localhost:8050", "[::1]:8050"):
        assert client.get("/login", headers={"Host": host}).status_code == 200


def test_the_forms_own_files_are_public_and_no_others(build):
    """Style and fonts load before the sign-in; the assets folder does not."""
    app, _ = build()
    client = app.server.test_client()
    css = client.get("/login/assets/fonts.css")
    assert css.status_code == 200
    font = re.search(r"fonts/[\w-]+\.woff2", css.text)[0]
    assert client.get(f"/login/assets/{font}").status_code == 200
    assert "--accent" in client.get("/login/assets/login.css").text
    for name in ("fonts/OFL.txt", "../security/login.py", "fonts/..%2f..%2f__init__.py", "x.css"):
        assert client.get(f"/login/assets/{name}").status_code in (404, 401)


def test_healthz_answers_strangers_with_nothing_but_ok(build):
    """The probe needs no sign-in and tells nothing."""
    app, _ = build()
    assert app.server.test_client().get("/healthz").json == {"status": "ok"}


# --- signing in and out ----------------------------------------------------------------------


def test_signing_in_opens_the_app_and_out_shuts_it(build):
    """Layout, page and callback answer between sign-in and sign-out; both are audited."""
    app, ws = build()
    client = app.server.test_client()
    assert sign_in(client).status_code == 303
    assert client.get("/_dash-layout").status_code == 200
    assert call(client).json["response"]["out"]["children"] == "the-viewer: HAIL"
    assert client.post("/logout", headers=SAME_ORIGIN).location == "/login"
    assert client.get("/_dash-layout").status_code == 401
    assert trail(ws) == [("the-viewer", "logout", "done"), ("the-viewer", "login", "done")]


def test_only_an_answer_that_changes_the_session_writes_its_cookie(build):
    """Else one still on its way would bring back what a sign-out has ended."""
    app, _ = build()
    client = app.server.test_client()
    assert "Set-Cookie" in sign_in(client).headers
    assert "Set-Cookie" not in call(client).headers
    assert "Set-Cookie" in client.post("/logout", headers=SAME_ORIGIN).headers


def test_cookies_are_kept_from_scripts_and_other_sites(build):
    """HttpOnly, SameSite=Lax, and named after the key so that two counties do not mix."""
    app, _ = build()
    cookie = sign_in(app.server.test_client()).headers["Set-Cookie"]
    assert re.match(r"huzhu_[0-9a-f]{8}=", cookie)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_wrong_password_and_unknown_name_look_alike(build):
    """Both get 401 and the same words; the audit names only accounts that exist."""
    app, ws = build()
    client = app.server.test_client()
    wrong = sign_in(client, password="wrong password")
    unknown = sign_in(client, name="My Secret Password")
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert "用户名或密码不正确" in wrong.text
    assert re.sub("value=.*", "", wrong.text) == re.sub("value=.*", "", unknown.text)
    assert trail(ws) == [("unknown", "login", "failed"), ("the-viewer", "login", "failed")]
    assert client.get("/_dash-layout").status_code == 401


def test_five_wrong_passwords_lock_the_account(build, clock):
    """The right password then fails for 15 minutes, and works afterwards."""
    app, _ = build()
    client = app.server.test_client()
    for _ in range(5):
        assert sign_in(client, password="wrong password").status_code == 401
    assert sign_in(client).status_code == 401
    clock.now += timedelta(minutes=16)
    assert sign_in(client).status_code == 303


def test_an_address_that_tries_too_often_is_slowed(build):
    """The eleventh try within a minute gets 429 with words; another address does not."""
    app, _ = build()
    client = app.server.test_client()
    answers = [sign_in(client, name=f"guess-{i}") for i in range(11)]
    assert [a.status_code for a in answers] == [401] * 10 + [429]
    assert "过于频繁" in answers[-1].text
    other = app.server.test_client()
    other.environ_base["REMOTE_ADDR"] = "127.0.0.2"
    assert sign_in(other).status_code == 303


def test_the_form_needs_its_token(build):
    """A missing or foreign token is refused before any password is looked at."""
    app, ws = build()
    client = app.server.test_client()
    assert sign_in(client, csrf="").status_code == 400
    other = app.server.test_client()
    foreign = token(other.get("/login"))
    answer = sign_in(client, csrf=foreign)
    assert answer.status_code == 400
    assert "已过期" in answer.text
    assert sign_in(client, csrf="é").status_code == 400
    assert trail(ws) == []


def test_disabling_or_a_new_password_ends_open_sessions(build, clock):
    """A stolen cookie is worth nothing after either."""
    app, ws = build()
    first, second = app.server.test_client(), app.server.test_client()
    sign_in(first, "the-viewer")
    sign_in(second, "the-manager")
    with closing(open_operations(ws)) as con:
        disable_user(con, "the-viewer")
        set_password(con, "the-manager", "another long password", now=clock())
    assert first.get("/_dash-layout").status_code == 401
    assert second.get("/_dash-layout").status_code == 401


def test_a_cookie_of_another_key_is_worth_nothing(build):
    """Sessions are signed with the workspace's key: after a new one they are void."""
    app, _ = build()
    client = app.server.test_client()
    sign_in(client)
    app.server.secret_key = b"another"
    assert client.get("/_dash-layout").status_code == 401


def test_workers_share_sessions(build, clock):
    """A second process of the same workspace honours the first one's cookie."""
    app, ws = build()
    first = app.server.test_client()
    sign_in(first)
    name = app.server.config["SESSION_COOKIE_NAME"]
    second = small_app(ws, clock).server.test_client()
    second.set_cookie(name, first.get_cookie(name).value)
    assert second.get("/_dash-layout").status_code == 200


# --- the words of the form -------------------------------------------------------------------


def test_the_form_is_chinese_first_with_an_english_switch(build):
    """Language of the page, a link to the other one, and no script or inline style."""
    app, _ = build()
    client = app.server.test_client()
    chinese, english = client.get("/login"), client.get("/login?lang=en")
    assert '<html lang="zh-CN">' in chinese.text
    assert "用户名" in chinese.text
    assert 'href="/login?lang=en' in chinese.text
    assert '<html lang="en">' in english.text
    assert "User name" in english.text
    for page in (chinese, english):
        assert "<script" not in page.text
        assert "style=" not in page.text
        assert "小县&lt;b&gt;" in page.text


# --- the demo --------------------------------------------------------------------------------


def test_the_demo_is_entered_with_one_click_and_marked_synthetic(build):
    """The button signs in as manager ``demo``; the page says that the data are synthetic."""
    app, ws = build(synthetic=True, roles=())
    client = app.server.test_client()
    page = client.get("/login")
    assert "以演示管理人员身份进入" in page.text
    assert "合成的演示数据" in page.text
    assert "Enter the demo as manager" in client.get("/login?lang=en").text
    form = {"csrf": token(page), "next": "/"}
    assert client.post("/login/demo", data=form, headers=SAME_ORIGIN).status_code == 303
    assert call(client, "o.children").json["response"]["o"]["children"] == "decided"
    assert call(client).json["response"]["out"]["children"] == "demo: HAIL"
    assert trail(ws) == [("demo", "login", "done")]


def test_the_demo_needs_its_token(build):
    """Another site's form cannot enter the demo for you."""
    app, _ = build(synthetic=True)
    client = app.server.test_client()
    assert client.post("/login/demo", headers=SAME_ORIGIN).status_code == 400
    assert client.get("/_dash-layout").status_code == 401


def test_no_demo_in_a_real_county(build):
    """Neither button nor route."""
    app, _ = build()
    client = app.server.test_client()
    page = client.get("/login")
    assert "演示" not in page.text
    answer = client.post("/login/demo", data={"csrf": token(page)}, headers=SAME_ORIGIN)
    assert answer.status_code == 404


def test_no_demo_from_another_machine(build):
    """Neither button nor route nor a cookie carried over from this machine."""
    app, _ = build(synthetic=True)
    here, there = app.server.test_client(), app.server.test_client()
    there.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    page = there.get("/login")
    assert "以演示管理人员身份进入" not in page.text
    form = {"csrf": token(page)}
    assert there.post("/login/demo", data=form, headers=SAME_ORIGIN).status_code == 404
    here.post("/login/demo", data={"csrf": token(here.get("/login"))}, headers=SAME_ORIGIN)
    assert here.get("/_dash-layout").status_code == 200
    name = app.server.config["SESSION_COOKIE_NAME"]
    there.set_cookie(name, here.get_cookie(name).value)
    assert there.get("/_dash-layout").status_code == 401


# --- cross-site requests ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "http://localhost"}, 200),
        ({"Referer": "http://localhost/map"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "http://evil.org"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost:9999"}, 403),
        ({"Origin": "http://evil.org", "Referer": "http://localhost/"}, 403),
        ({}, 403),
    ],
)
def test_callbacks_answer_only_our_own_pages(build, headers, status):
    """A signed-in browser cannot be made to call from another site."""
    app, _ = build()
    client = app.server.test_client()
    sign_in(client)
    assert call(client, headers=headers).status_code == status


def test_other_sites_cannot_sign_anyone_out(build):
    """The way out is a POST under the same check."""
    app, _ = build()
    client = app.server.test_client()
    sign_in(client)
    evil = client.post("/logout", headers={"Origin": "http://evil.org"})
    assert evil.status_code == 403
    assert client.get("/logout", headers=SAME_ORIGIN).status_code != 303
    assert client.get("/_dash-layout").status_code == 200


# --- roles -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "status"), [(Role.VIEWER, 403), (Role.ANALYST, 403), (Role.MANAGER, 200)]
)
def test_a_callback_runs_only_for_its_role(build, role, status):
    """The role is checked at the call, and a refusal is audited."""
    app, ws = build()
    client = app.server.test_client()
    sign_in(client, f"the-{role}")
    assert call(client, "o.children").status_code == status
    refused = (f"the-{role}", "use", "refused") in trail(ws)
    assert refused == (status == 403)


def test_a_role_taken_away_counts_at_once(build):
    """The role is read at every request, not kept in the cookie."""
    app, ws = build()
    client = app.server.test_client()
    sign_in(client, "the-manager")
    with closing(open_operations(ws)) as con:
        con.execute("UPDATE user SET role = 'viewer' WHERE name = 'the-manager'")
    assert call(client, "o.children").status_code == 403


def test_an_app_whose_callbacks_have_roles_is_clean(build):
    """Callbacks by the helper, clientside ones and Dash's router are not listed."""
    app, _ = build()
    assert undeclared_callbacks(app) == []
    client = app.server.test_client()
    sign_in(client)
    client.get("/")
    assert any("_pages_content" in name for name in app.callback_map)
    assert undeclared_callbacks(app) == []


def test_callbacks_without_a_role_are_listed_and_refused(build):
    """What was registered past the helper, on the app or globally, is found and does not run."""
    app, _ = build()

    @app.callback(Output("out", "title"), Input("in", "value"))
    def forgotten(value):
        return value

    @dash.callback(Output("o", "title"), Input("in", "value"))
    def forgotten_globally(value):
        return value

    assert undeclared_callbacks(app) == ["o.title", "out.title"]
    client = app.server.test_client()
    sign_in(client)
    for output in ("o.title", "out.title", "none.such", "in.title"):
        assert call(client, output).status_code == 403
    bad = client.post("/_dash-update-component", data="{", headers=SAME_ORIGIN)
    assert bad.status_code == 403


def test_the_page_router_works_for_anyone_signed_in(build):
    """Dash's own page router needs no declared role: it shows pages, not data."""
    app, _ = build()
    client = app.server.test_client()
    sign_in(client)
    client.get("/")
    router = next(name for name in app.callback_map if "_pages_content" in name)
    body = {
        "output": router,
        "outputs": [
            {"id": "_pages_content", "property": "children"},
            {"id": "_pages_store", "property": "data"},
        ],
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": "/"},
            {"id": "_pages_location", "property": "search", "value": ""},
        ],
        "changedPropIds": ["_pages_location.pathname"],
    }
    answer = client.post("/_dash-update-component", json=body, headers=SAME_ORIGIN)
    assert "welcome" in answer.text


def test_downloads_are_audited(build):
    """Who took which report of which data version stands in the chain."""
    app, ws = build()
    client = app.server.test_client()
    sign_in(client)
    assert client.get("/report").text == "the report"
    assert trail(ws)[0] == ("the-viewer", "download", "done")


# --- headers ---------------------------------------------------------------------------------


def test_every_response_carries_the_headers(build):
    """Form, page, data, script and refusal alike."""
    app, _ = build()
    client = app.server.test_client()
    stranger = [client.get("/login"), client.get("/_dash-layout"), client.get("/healthz")]
    sign_in(client)
    script = re.search(r'src="(/_dash-component-suites/[^"]+)"', client.get("/").text)[1]
    for answer in [*stranger, client.get("/"), client.get("/geometry/x"), client.get(script)]:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        policy = answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
        assert "object-src 'none'" in policy
        assert "unsafe-eval" not in policy
        assert "script-src 'self' 'unsafe-inline'" not in policy
    for path in ("/", "/geometry/x", "/login", "/_dash-layout"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


def test_every_inline_script_of_the_page_is_in_the_policy(build):
    """The hash of each script the page really holds is allowed, and nothing else inline."""
    app, _ = build()
    client = app.server.test_client()
    sign_in(client)
    page = client.get("/")
    live = re.sub("<!--.*?-->", "", page.text, flags=re.S)
    scripts = re.findall(r"<script(?![^>]*(?:src=|json))[^>]*>(.*?)</script>", live, re.S)
    assert len(scripts) >= 2
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in page.headers["Content-Security-Policy"]


def test_the_page_does_not_tell_pythons_version(build):
    """The version of the interpreter is no visitor's business."""
    app, _ = build()
    client = app.server.test_client()
    sign_in(client)
    page = client.get("/").text
    assert '"python_version":""' in page
    assert sys.version.split()[0] not in page
    assert '"dash_version"' in page


# --- hosts -----------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.8.0.1"])
def test_loopback_hosts_may_be_served(host):
    """This machine only."""
    refuse_public_host(host)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.5", "example.org", "", "localhost.evil.org"]
)
def test_public_hosts_are_refused(host):
    """Anything others can reach is refused in one line with a remedy."""
    with pytest.raises(HuzhuError, match=r"huzhu serve --host: .*use 127\.0\.0\.1"):
        refuse_public_host(host)
