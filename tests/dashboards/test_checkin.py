"""Check-ins by phone: what a pass opens, what is kept, what it does, and what is refused."""

import json
from contextlib import closing
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboards.checkin import FILES, words
from dashboards.checkin.sent import BODY_BYTES_MAX, read_sent
from risk.operations import audit, open_operations, verify_chain
from risk.operations.check_in import check_ins_of, live_check_ins
from risk.operations.dispatch import do_deed
from risk.staffing.live import Deed, DeedKind, Stage
from risk.terms import ArrivalQuality, Role
from tests.check_in_world import EIGHT, HOUSE_1, SAME_ORIGIN, Phones


@pytest.fixture
def phones(tmp_path):
    """A live day at 08:00."""
    return Phones(tmp_path / "county")


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """The same, for tests that change nothing another one sees."""
    return Phones(tmp_path_factory.mktemp("shared") / "county")


def only(answer):
    """The one result of an answer."""
    (result,) = answer.json["results"]
    return result


def kept(phones):
    """Check-ins of the day."""
    with closing(open_operations(phones.ws)) as con:
        return check_ins_of(con, phones.day_id)


# --- what a pass opens ---------------------------------------------------------------------------


def test_a_phone_sees_its_own_crew_s_stops_and_nobody_s_name(shared):
    """Own stops in order, households by the end of their reference; nothing of the other crew."""
    told = shared.ask().json
    assert [s["claim_id"] for s in told["stops"]] == ["t1", "t2", "t3"]
    assert told["crew"] == "一组"
    assert told["synthetic"] is True
    assert "t4" not in shared.ask().text
    assert {s["house"] for s in told["stops"]} == {""}  # 户1: too short to be cut


def test_the_page_and_its_files_need_no_pass_and_hold_no_data(shared):
    """A strict policy of its own; the worker changes with the page."""
    page = shared.client.get("/checkin/")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "geolocation=(self)" in page.headers["Permissions-Policy"]
    assert "小县" not in page.text
    for name in (*FILES, "sw.js"):
        assert shared.client.get(f"/checkin/{name}").status_code == 200
    worker = shared.client.get("/checkin/sw.js")
    assert "{{" not in worker.text
    assert worker.mimetype == "text/javascript"
    for stranger in ("templates/checkin.html", "../__init__.py", "words.json"):
        assert shared.client.get(f"/checkin/{stranger}").status_code == 404


def test_the_page_speaks_both_languages():
    """Every text the scripts ask for is there."""
    assert set(words("zh")) == set(words("en"))
    assert {"set_out", "arrived", "finished", "state_offline"} <= set(words("zh"))


@pytest.mark.parametrize("word", ["", "x", "1.YzE.20260121T1200.AAAAAAAAAAAAAAAAAAAAAA"])
def test_a_forged_pass_opens_nothing(shared, word):
    """401, for the day and for what is sent."""
    assert shared.client.get("/checkin/day", headers={"Authorization": word}).status_code == 401
    assert shared.ask(word=word or "-").status_code == 401
    item = shared.item()
    assert shared.send(item, word=word or "-").status_code == 401
    assert item["uuid"] not in set(kept(shared)["uuid"])


def test_a_pass_opens_nothing_but_check_ins(shared):
    """The dashboard behind it stays shut; a pass is no session."""
    assert shared.ask().status_code == 200
    assert (
        shared.client.get("/", headers={"Authorization": f"Bearer {shared.word()}"}).status_code
        == 401
    )


def test_a_pass_of_a_day_or_crew_that_is_not_there(shared):
    """404: signed once, but there is no such day or crew now."""
    assert shared.ask(word=shared.word(day_id=99)).status_code == 404
    assert shared.ask(word=shared.word("c9")).status_code == 404


def test_only_check_ins_are_forwarded(shared):
    """A proxy that forwards more than it should gets nothing of the dashboard."""
    forwarded = {"X-Forwarded-For": "198.51.100.7"}
    assert shared.ask(**forwarded).status_code == 200
    assert shared.client.get("/login", headers=forwarded).status_code == 403


def test_what_another_site_sends_is_refused(shared):
    """Only the page itself may send."""
    given = {"Authorization": f"Bearer {shared.word()}", "Sec-Fetch-Site": "cross-site"}
    assert shared.client.post("/checkin/sent", json={}, headers=given).status_code == 403


def test_an_old_phone_behind_a_proxy_may_send(shared):
    """It does not say which site it is on, and knows us by the proxy's name; its pass counts."""
    body = {"sent_ms": 1e12, "items": []}
    given = {"Authorization": f"Bearer {shared.word()}", "Origin": "https://huzhu.example"}
    assert shared.client.post("/checkin/sent", json=body, headers=given).status_code == 200
    stranger = {"Origin": "https://huzhu.example"}
    assert shared.client.post("/logout", headers=stranger).status_code == 403


# --- what is kept and done -----------------------------------------------------------------------


def test_an_arrival_at_the_house_is_measured_and_moves_the_day(phones):
    """Its time is the county's: ten minutes before it was sent."""
    assert only(phones.send(phones.item(**HOUSE_1))) | {"uuid": ""} == {
        "uuid": "", "state": "kept", "quality": "measured", "notes": [],
    }  # fmt: skip
    row = kept(phones).iloc[0]
    assert row["at"] == EIGHT - timedelta(minutes=10)
    assert row["distance_m"] == pytest.approx(0, abs=1)
    assert row["source"] == "phone"
    so_far = phones.state().progress["t1"]
    assert so_far.stage is Stage.ARRIVED
    assert so_far.arrived_min == 470
    assert so_far.quality is ArrivalQuality.MEASURED
    assert phones.days.sought == [phones.day_id]
    with closing(open_operations(phones.ws)) as con:
        assert verify_chain(con) == []
        assert {"check in", "dispatch arrived"} <= set(audit.rows(con)["action"])


def test_a_whole_visit_in_one_message_in_any_order(phones):
    """A phone that had no signal sends all at once."""
    items = [
        phones.item(kind="finished", made_ms=999_940e3),
        phones.item(kind="set_out", made_ms=997_600e3),
        phones.item(kind="arrived", made_ms=998_800e3, **HOUSE_1),
    ]
    answer = phones.send(*items)
    assert [r["state"] for r in answer.json["results"]] == ["kept"] * 3
    so_far = phones.state().progress["t1"]
    assert (so_far.left_min, so_far.arrived_min, so_far.done_min) == (440, 460, 479)
    assert answer.json["day"]["stops"][0]["stage"] == "done"


def test_what_is_sent_twice_counts_once(phones):
    """The answer was lost, the phone sends again: same row, no second deed."""
    item = phones.item(**HOUSE_1)
    phones.send(item)
    number = phones.state().number
    assert only(phones.send(item))["state"] == "repeated"
    assert len(kept(phones)) == 1
    assert phones.state().number == number


def test_a_replayed_message_cannot_overwrite(phones):
    """The same uuid with other content is still the first."""
    item = phones.item(**HOUSE_1)
    phones.send(item)
    phones.send(item | {"claim_id": "t2"})
    assert kept(phones)["claim_id"].tolist() == ["t1"]


def test_another_crew_s_claim_is_refused(shared):
    """c1 says it arrived at c2's house: nothing is kept."""
    item = shared.item("t4")
    assert only(shared.send(item)) == {
        "uuid": item["uuid"], "state": "refused", "quality": "", "notes": ["other_crew"],
    }  # fmt: skip
    assert only(shared.send(shared.item("nobody's")))["state"] == "refused"
    assert item["uuid"] not in set(kept(shared)["uuid"])


def test_a_claim_taken_from_the_crew_meanwhile_is_evidence_all_the_same(phones):
    """Without signal nobody learns that the house was given to another crew: it was there."""
    with closing(open_operations(phones.ws)) as con:
        deed = Deed(DeedKind.ASSIGNED, 480.0, claim_id="t1", crew_id="c2")
        do_deed(con, phones.day_id, deed, seen=1, user="d", role=Role.DISPATCHER, at=EIGHT)
    assert only(phones.send(phones.item(**HOUSE_1)))["state"] == "kept"
    assert phones.state().routes["c1"][0] == "t1"
    assert phones.state().progress["t1"].stage is Stage.ARRIVED


# --- how well it is known ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "quality", "notes"),
    [
        ({}, "typed", []),
        (HOUSE_1 | {"accuracy_m": 3000}, "typed", []),
        (HOUSE_1 | {"lon": 102.107}, "typed", []),  # 623 m off
        (HOUSE_1 | {"typed": True}, "typed", []),
        ({"photo_ms": 999_000e3}, "measured", []),
        ({"typed": True, "photo_ms": 999_000e3}, "measured", []),
        ({"photo_ms": 990_000e3}, "typed", []),  # two and a half hours before
        ({"photo_ms": -30e9}, "typed", ["photo"]),  # last year's
        ({"photo_ms": 1e300}, "typed", []),  # no number of a time: left out
        ({"photo_ms": -1e14}, "typed", ["photo"]),
        ({"lon": 2.35, "lat": 48.85, "accuracy_m": 5}, "typed", ["outside"]),
        ({"lon": 0, "lat": 0}, "typed", []),
        ({"lon": "a", "lat": 900}, "typed", []),
        (HOUSE_1 | {"made_ms": 1_000_600e3}, "typed", ["clock"]),  # of the time to come
        (HOUSE_1 | {"ahead_s": 5e8}, "typed", ["clock"]),  # the phone's clock was moved
        (HOUSE_1 | {"made_ms": 0}, "typed", ["clock"]),  # eleven days before
        (HOUSE_1 | {"made_ms": -1e14, "ahead_s": -1e11}, "typed", ["clock"]),
    ],
)  # fmt: skip
def test_quality_is_a_rule(shared, changes, quality, notes):
    """Only a point at the house or a photograph of that time makes it measured."""
    item = shared.item()
    result = only(shared.send(item | changes))
    assert (result["quality"], result["notes"]) == (quality, notes)
    rows = kept(shared).set_index("uuid")
    row = rows.loc[item["uuid"]]
    assert row["quality"] == quality
    assert EIGHT.replace(hour=0) <= row["at"] <= EIGHT
    if notes == ["outside"]:
        assert row[["lon", "lat", "distance_m"]].isna().all()
    if notes == ["photo"]:
        assert row["photo_at"] != row["photo_at"]


def test_a_wrong_clock_that_stays_wrong_does_no_harm(phones):
    """The server tells its time; the phone says by how much it differs."""
    told = phones.ask().json
    ahead_s = told["now_ms"] / 1000 - 1_000_000
    result = only(phones.send(phones.item(**HOUSE_1, ahead_s=ahead_s)))
    assert result["quality"] == "measured"
    assert kept(phones)["at"].iloc[0] == EIGHT - timedelta(minutes=10)


def test_after_its_end_a_pass_brings_what_was_made_before_on_record_only(phones):
    """A phone back from the mountains: kept as typed, the day stands; after 72 hours nothing."""
    phones.now = EIGHT + timedelta(hours=40)
    made = 1_000_000e3 - 39 * 3600e3
    late, new = phones.item(made_ms=made, **HOUSE_1), phones.item("t2", **HOUSE_1)
    first, second = phones.send(late, new).json["results"]
    assert (first["state"], first["quality"], first["notes"]) == ("kept", "typed", ["over"])
    assert (second["state"], second["notes"]) == ("refused", ["over"])
    assert kept(phones)["at"].tolist() == [EIGHT + timedelta(hours=1)]
    assert phones.state().progress["t1"].stage is Stage.PLANNED
    phones.now = EIGHT + timedelta(hours=101)
    assert phones.send(phones.item()).status_code == 410
    assert phones.ask().status_code == 410


# --- nonsense ------------------------------------------------------------------------------------


def test_huge_and_broken_messages_are_refused(phones):
    """Read no further than they may be long; what is no message is none."""
    headers = SAME_ORIGIN | {"Authorization": f"Bearer {phones.word()}"}

    def post(body):
        return phones.client.post("/checkin/sent", data=body, headers=headers).status_code

    assert post(b"x" * (BODY_BYTES_MAX + 1)) == 413
    for body in (b"", b"[]", b"{}", b"[" * 50_000, b'{"sent_ms": NaN, "items": []}',
                 b'{"sent_ms": 1, "items": [{"uuid": "../../etc"}]}'):  # fmt: skip
        assert post(body) == 400
    many = [phones.item() for _ in range(51)]
    assert phones.send(*many).status_code == 400
    twice = phones.item()
    assert phones.send(twice, twice).status_code == 400
    assert kept(phones).empty


def test_one_item_that_cannot_be_read_does_not_hold_up_the_others(phones):
    """Claim, kind and time must be meant; the rest goes its way."""
    broken = [phones.item(kind="slept"), phones.item(made_ms="soon"), phones.item(claim_id=7)]
    results = phones.send(*broken, phones.item()).json["results"]
    assert [r["state"] for r in results] == ["kept", "refused", "refused", "refused"]
    assert results[1]["notes"] == ["unreadable"]


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.lists(inner, max_size=3), max_leaves=4,
)  # fmt: skip
ITEMS = st.dictionaries(
    st.sampled_from(["uuid", "claim_id", "kind", "made_ms", "ahead_s", "lon", "lat", "photo_ms",
                     "accuracy_m", "typed"]), VALUES,
)  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(st.lists(ITEMS, max_size=3), VALUES)
def test_reading_never_fails(items, sent_ms):
    """Whatever a body holds, it is read or refused; what is read is finite and bounded."""
    named = [item | {"uuid": f"{i:032x}"} for i, item in enumerate(items)]
    for given_items in (items, named):
        read = read_sent(json.dumps({"sent_ms": sent_ms, "items": given_items}).encode())
        for one in read.items if read else ():
            assert abs(one.made_s) <= 1e11
            assert one.lon is None or abs(one.lon) <= 180


def test_a_crew_that_asks_too_often_waits(phones):
    """60 a minute and crew; another crew is not held up by it."""
    codes = [phones.ask().status_code for _ in range(61)]
    assert codes[59:] == [200, 429]
    assert phones.ask(word=phones.word("c2")).status_code == 200


def test_strangers_are_counted_apart_from_crews(phones):
    """30 tries a minute without a pass, then no more; crews go on."""
    codes = [phones.ask(word="x").status_code for _ in range(31)]
    assert codes[29:] == [401, 429]
    assert phones.ask().status_code == 200


# --- replays -------------------------------------------------------------------------------------


def test_a_replayed_day_keeps_its_own_time_and_out_of_the_data(tmp_path):
    """Whenever it is looked at, check-ins lie in the day played; they are no evidence."""
    phones = Phones(tmp_path / "county", origin="past:2026-01-20")
    phones.now = EIGHT + timedelta(days=400)
    assert only(phones.send(phones.item(**HOUSE_1)))["quality"] == "measured"
    assert kept(phones)["at"].tolist() == [EIGHT - timedelta(minutes=10)]
    with closing(open_operations(phones.ws)) as con:
        assert live_check_ins(con).empty
