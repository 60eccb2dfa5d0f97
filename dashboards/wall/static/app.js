/* Asks for the state, turns from sight to sight, and says when it knows nothing new. Nobody has to touch it; a click, a
   key or a presenter's remote pauses it and steps. Nothing is kept but the last state. */

import { after, dayOf, every, hourOf, now, running, set, speed } from "./clock.js";
import { element, fill, say, span, words, write } from "./draw.js";
import { fetchOutlines } from "./map.js";
import { SIGHTS } from "./sights.js";

const asked = new URLSearchParams(location.search);
const TICK_S = 1, PASS = "huzhu-wall-pass", FIRST_ASK_S = 5, GONE = 401, SAME = 304;
const NEXT = ["ArrowRight", "ArrowDown", "PageDown"], BACK = ["ArrowLeft", "ArrowUp", "PageUp"];
const PAUSE = [" ", "Enter", "MediaPlayPause", "b", "."];
const part = (id) => document.getElementById(id);
let state = null, etag = "", heard = running(), refused = false, paused = false, sight = "", turned = 0, drawn = "";

/* The pass stands behind the # of the address the screen opens, and goes nowhere but into this header. */
function passOf() {
    if (location.hash.length > 1) {
        localStorage.setItem(PASS, location.hash.slice(1));
        history.replaceState(null, "", location.pathname + location.search);
    }
    return localStorage.getItem(PASS);
}

const pass = passOf();

function ask(url, headers = {}) {
    const given = pass === null ? {} : { Authorization: `Bearer ${pass}` };
    return fetch(url, { headers: { ...given, ...headers }, redirect: "error" });
}

async function askState() {
    const only = new URLSearchParams({ lang: document.documentElement.dataset.lang });
    if (asked.has("day")) {
        only.set("day", asked.get("day"));
    }
    const answer = await ask(`/wall/state?${only}`, etag ? { "If-None-Match": etag } : {});
    refused = answer.status === GONE;
    if (refused) {
        state = null; // whoever may no longer look is shown nothing
        etag = "";
        return;
    }
    if (!answer.ok && answer.status !== SAME) {
        return;
    }
    set(Number(answer.headers.get("Huzhu-Now")));
    heard = running();
    if (answer.status !== SAME) {
        await take(await answer.json(), answer.headers.get("ETag"));
    }
}

async function take(told, mark) {
    if (state !== null && told.page !== state.page) {
        location.reload(); // the server was renewed
        return;
    }
    if (!(await fetchOutlines(told.map, ask))) {
        return;
    }
    state = told;
    etag = mark ?? "";
    drawn = "";
}

/* Ask, wait, ask again: whatever happens, it goes on asking. */
async function follow() {
    try {
        await askState();
    } catch {
        // no answer: the alarm tells it once it lasts
    }
    draw();
    after(state === null ? FIRST_ASK_S : state.update_s, follow);
}

/* --- what is shown ------------------------------------------------------------------------------------------------ */

function alarm() {
    if (refused) {
        return [words.refused, pass === null ? words.sign_in : words.pass_over];
    }
    const silent = (running() - heard) / 1000;
    if (state === null) {
        return silent > 60 ? [words.silent, say("since", { span: span(silent / 60) })] : null;
    }
    if (silent >= state.stale_after_s) {
        return [words.silent, say("since", { span: span(silent / 60) })];
    }
    const old = state.data_until === null ? 0 : now() - state.data_until;
    return old > state.data_stale_after_s ? [words.old_data, say("since", { span: span(old / 60) })] : null;
}

function drawAlarm() {
    const told = alarm(), shown = part("alarm");
    document.body.classList.toggle("alarmed", told !== null);
    shown.hidden = told === null;
    if (told !== null) {
        write(shown.firstElementChild, told[0]);
        write(shown.children[1], told[1]);
    }
    part("sign-in").hidden = !refused;
}

function drawFrame() {
    const at = state.stands ?? now();
    write(part("county"), state.county);
    part("synthetic").hidden = state.synthetic === "";
    write(part("synthetic"), state.synthetic);
    part("kind").hidden = state.kind_words === "";
    write(part("kind"), state.kind_words);
    write(part("title"), sight === "year" ? state.year.title : words[`title_${sight}`]);
    write(part("clock"), hourOf(at));
    write(part("day"), dayOf(at));
    write(part("data"), state.data);
    const silent = (running() - heard) / 60_000;
    write(part("news"), silent < 1 ? words.fresh : say("heard", { span: span(silent) }));
    part("paused").hidden = !paused;
    const dots = state.sights.map((name) => {
        const dot = element("li");
        dot.toggleAttribute("aria-current", name === sight);
        return dot;
    });
    fill(part("dots"), ...dots);
}

/* Draw what changed: the sight itself when the state, the sight or the minute is another one. */
function draw() {
    drawAlarm();
    part("waiting").hidden = state !== null || refused;
    if (state === null) {
        Object.keys(SIGHTS).forEach((name) => (part(name).hidden = true));
        return;
    }
    if (!state.sights.includes(sight)) {
        sight = state.sights.includes(asked.get("sight")) ? asked.get("sight") : state.sights[0];
        turned = running();
    }
    const what = [etag, sight, part("alarm").hidden, Math.floor(now() / 60), innerWidth, innerHeight, devicePixelRatio].join();
    if (what === drawn) {
        return;
    }
    drawn = what;
    Object.keys(SIGHTS).forEach((name) => (part(name).hidden = name !== sight));
    SIGHTS[sight](state);
    drawFrame();
}

/* --- turning, pausing --------------------------------------------------------------------------------------------- */

function step(by) {
    if (state === null) {
        return;
    }
    const at = state.sights.indexOf(sight), many = state.sights.length;
    sight = state.sights[(at + by + many) % many];
    turned = running();
    draw();
}

function pause() {
    paused = !paused;
    turned = running();
    drawn = "";
    draw();
}

function tick() {
    const held = paused || asked.has("sight") || state === null;
    if (!held && running() - turned >= state.rotate_s * 1000) {
        step(1);
    }
    draw();
    document.body.classList.toggle("still", performance.now() - moved > 3000);
}

let moved = -Infinity;
addEventListener("mousemove", () => (moved = performance.now()));
addEventListener("click", pause);
addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) {
        return;
    }
    const deed = PAUSE.includes(event.key) ? pause : NEXT.includes(event.key) ? () => step(1)
        : BACK.includes(event.key) ? () => step(-1) : event.key === "f" ? fullScreen : null;
    if (deed !== null) {
        event.preventDefault();
        deed();
    }
});
addEventListener("resize", draw);

function fullScreen() {
    const done = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
    done.catch(() => {}); // a browser that will not stays as it is
}

/* A screen that is to be looked at does not go dark by itself, where the browser lets a page ask for that. */
function stayAwake() {
    if (document.visibilityState === "visible" && navigator.wakeLock) {
        navigator.wakeLock.request("screen").catch(() => {});
    }
}

const dark = asked.has("theme") ? asked.get("theme") === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
document.documentElement.dataset.theme = dark ? "dark" : "light";
document.addEventListener("visibilitychange", stayAwake);
stayAwake();
every(TICK_S, tick);
follow();
window.huzhuWall = { speed, pause, step, shown: () => ({ sight, paused, etag, heard: state !== null }) };
