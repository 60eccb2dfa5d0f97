/* What was tapped and not yet sent, what was sent, and the day as it was told last: on the phone.

   A check-in is written down before anything else happens, waits HOLD_MS in which it can be taken
   back and finds its point, and is sent again and again until the server has answered for it; its
   uuid makes sure it counts once. */
"use strict";

(function () {
    const HOLD_MS = 10_000, ANSWER_MS = 25_000, SENT_KEPT = 30, BATCH = 40;
    const read = (name, otherwise) => {
        try {
            return JSON.parse(localStorage.getItem("huzhu." + name)) ?? otherwise;
        } catch {
            return otherwise;
        }
    };
    const write = (name, value) => localStorage.setItem("huzhu." + name, JSON.stringify(value));

    function uuid() { // crypto.randomUUID exists in secure contexts only
        const bytes = crypto.getRandomValues(new Uint8Array(16));
        return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    }

    const items = () => read("queue", []);
    const sent = () => read("sent", []);
    const day = (pass) => {
        const told = read("day", null);
        return told && told.pass === pass ? told : null;
    };

    function add(item) {
        const now = Date.now();
        const whole = { uuid: uuid(), made_ms: now, ahead_s: read("ahead", null), hold_until: now + HOLD_MS, ...item };
        write("queue", [...items(), whole]);
        return whole;
    }

    function change(id, changes) {
        write("queue", items().map((one) => (one.uuid === id ? { ...one, ...changes } : one)));
    }

    function takeBack(id) {
        write("queue", items().filter((one) => one.uuid !== id));
    }

    const due = (now) => items().filter((one) => one.hold_until <= now);

    async function ask(path, pass, options) {
        const stop = new AbortController();
        const timer = setTimeout(() => stop.abort(), ANSWER_MS);
        try {
            const headers = { Authorization: "Bearer " + pass, "Content-Type": "application/json" };
            const answer = await fetch(path, { ...options, headers, signal: stop.signal, cache: "no-store" });
            const body = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
            return { status: answer.status, body };
        } catch {
            return { status: 0, body: {} }; // no signal
        } finally {
            clearTimeout(timer);
        }
    }

    function keepDay(pass, told) {
        write("ahead", (told.now_ms - Date.now()) / 1000);
        write("day", { ...told, pass, told_ms: Date.now() });
    }

    async function refresh(pass) {
        const { status, body } = await ask("day", pass, {});
        if (status === 200) {
            keepDay(pass, body);
        }
        return status;
    }

    /* Send what is due, one pass after another; the status of the last answer, 0 without signal. */
    async function flush(now) {
        let status = 200;
        const waiting = due(now);
        for (const pass of new Set(waiting.map((one) => one.pass))) {
            const batch = waiting.filter((one) => one.pass === pass).slice(0, BATCH);
            const plain = batch.map(({ pass: _p, hold_until: _h, label: _l, ...told }) => told);
            const body = JSON.stringify({ sent_ms: Date.now(), items: plain });
            const answer = await ask("sent", pass, { method: "POST", body });
            status = answer.status;
            if (status === 200) {
                settle(batch, answer.body.results);
                keepDay(pass, answer.body.day);
            } else if ([400, 401, 404, 410, 413].includes(status)) {
                settle(batch, batch.map((one) => ({ uuid: one.uuid, state: "refused", notes: ["http_" + status] })));
            }
        }
        return status;
    }

    function settle(batch, results) {
        const told = new Map(results.map((one) => [one.uuid, one]));
        const answered = batch.filter((one) => told.has(one.uuid));
        write("queue", items().filter((one) => !answered.some((other) => other.uuid === one.uuid)));
        write("sent", [...answered.map((one) => ({ ...one, ...told.get(one.uuid) })), ...sent()].slice(0, SENT_KEPT));
    }

    window.huzhuQueue = { items, sent, day, add, change, takeBack, due, flush, refresh, read, write };
})();
