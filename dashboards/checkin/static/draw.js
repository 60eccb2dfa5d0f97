/* What the page shows: the next stop and its buttons, what waits, what was sent, the day's stops. */
"use strict";

(function () {
    const { read, write, ...queue } = window.huzhuQueue;
    const words = JSON.parse(document.getElementById("words").textContent);
    const part = (id) => document.getElementById(id);
    const RANK = { waiting: 0, planned: 0, underway: 1, arrived: 2, done: 3, cancelled: 4 };
    const AFTER = { set_out: 1, arrived: 2, finished: 3 };
    /* The stop a person chose, the last answer's status (0: no signal), what a tap on a list does. */
    const now = { chosen: null, status: navigator.onLine ? 200 : 0, choose: null, takeBack: null };
    let drawn = "";

    const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
    /* A minute of the day as people write it; of another day with that day. */
    const clock = (minutes, day) => {
        const whole = Math.round(minutes), days = Math.floor(whole / 1440), left = whole - 1440 * days;
        const two = (number) => String(number).padStart(2, "0");
        const time = two(Math.floor(left / 60)) + ":" + two(left % 60);
        const date = new Date(day.midnight_ms + 86_400_000 * days).toISOString().slice(5, 10);
        return days === 0 ? time : fill(words.other_day, { date, time });
    };
    const wall = (ms) => new Date(ms).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

    function passOf() {
        const given = decodeURIComponent(location.hash.slice(1));
        if (given) {
            write("pass", given);
        }
        return given || read("pass", "");
    }

    /* How far a stop is: what the server last told, and what has been tapped since. */
    function stageOf(stop) {
        const tapped = [...queue.items(), ...queue.sent().filter((one) => one.state !== "refused")]
            .filter((one) => one.claim_id === stop.claim_id).map((one) => AFTER[one.kind]);
        return Math.max(RANK[stop.stage] ?? 0, ...tapped);
    }

    const isTold = (stop, kind) => Boolean(stop) && AFTER[kind] <= stageOf(stop);

    function currentOf(day) {
        const open = day.stops.filter((stop) => stageOf(stop) < 3);
        const begun = open.find((stop) => stageOf(stop) > 0);
        return open.find((stop) => stop.claim_id === now.chosen) ?? begun ?? open[0] ?? null;
    }

    function nowMin(day) {
        return (Date.now() + 1000 * read("ahead", 0) - day.midnight_ms) / 60_000;
    }

    function element(tag, text, options) {
        return Object.assign(document.createElement(tag), { textContent: text, ...options });
    }

    function drawState(day) {
        const waiting = queue.items().length;
        const state = now.status === 0 ? "offline" : now.status === 429 || now.status >= 500 ? "busy" : waiting ? "queued" : "sent";
        part("state").dataset.state = state;
        const told = day ? fill(words.as_of, { time: wall(day.told_ms) }) : "";
        part("state").textContent = [fill(words["state_" + state], { waiting }), told].filter(Boolean).join(" · ");
    }

    function drawNext(day) {
        const stop = day && currentOf(day);
        part("next").hidden = !stop;
        if (!stop) {
            return;
        }
        const stage = stageOf(stop), late = nowMin(day) > stop.due_min && stage < 2;
        part("seq").textContent = fill(words.seq, { seq: day.stops.indexOf(stop) + 1, stops: day.stops.length });
        part("village").textContent = stop.village;
        part("house").textContent = fill(words.house, { house: stop.house || "—", claim: stop.claim_id });
        part("due").textContent = fill(late ? words.due_over : words.due, { time: clock(stop.due_min, day) });
        part("due").classList.toggle("late", late);
        for (const button of document.querySelectorAll(".deeds button")) {
            const after = AFTER[button.dataset.kind];
            button.classList.toggle("likely", after === stage + 1);
            button.classList.toggle("told", after <= stage);
            button.setAttribute("aria-pressed", String(after <= stage));
            button.textContent = (after <= stage ? "✓ " : "") + words[button.dataset.kind];
        }
        part("photo-label").hidden = lastArrival(stop) === null;
    }

    function row(one, classes) {
        const item = element("li", "", { className: classes });
        const text = element("div", words[one.kind] + " · " + one.label.village);
        const notes = (one.notes ?? []).map((note) => words["note_" + note] ?? words.note_other);
        const facts = [one.label.house, wall(one.made_ms), one.typed && words.typed_mark, one.lon != null && words.point_mark,
            one.photo_ms != null && words.photo_mark, one.quality && words["quality_" + one.quality], ...notes];
        text.append(element("small", facts.filter(Boolean).join(" · ")));
        item.append(text);
        return item;
    }

    function drawLists(day) {
        const waiting = queue.items(), sent = queue.sent();
        part("queue-part").hidden = waiting.length === 0;
        part("queue-title").textContent = fill(words.queue_title, { waiting: waiting.length });
        part("queue").replaceChildren(...waiting.map((one) => {
            const item = row(one, "");
            item.append(element("button", words.take_back, { type: "button", onclick: () => now.takeBack(one.uuid) }));
            return item;
        }));
        part("sent-part").hidden = sent.length === 0;
        part("sent").replaceChildren(...sent.slice(0, 10).map((one) => row(one, one.state)));
        const stops = day ? day.stops : [], current = day && currentOf(day);
        part("stops-part").hidden = stops.length === 0;
        part("stops").replaceChildren(...stops.map((stop) => {
            const item = element("li", "", { className: stageOf(stop) > 2 ? "done" : "" });
            const text = element("div", stop.village);
            text.append(element("small", fill(words.stop, { house: stop.house || "—", claim: stop.claim_id, time: clock(stop.due_min, day) })));
            item.append(text);
            if (stop === current) {
                item.setAttribute("aria-current", "true");
            } else if (stageOf(stop) < 3) {
                item.append(element("button", words.choose, { type: "button", onclick: () => now.choose(stop.claim_id) }));
            } else {
                item.append(element("span", "✓"));
            }
            return item;
        }));
    }

    /* Drawn anew only when something to see has changed: a list under a finger must not jump. */
    function draw() {
        const day = queue.day(passOf());
        const minute = Math.floor(Date.now() / 60_000);
        const seen = JSON.stringify([day, queue.items(), queue.sent(), now.chosen, now.status, minute]);
        if (seen === drawn) {
            return;
        }
        drawn = seen;
        part("crew").textContent = day ? day.crew : words.title;
        part("county").textContent = day ? day.county + " · " + day.day : "";
        part("synthetic").hidden = !(day && day.synthetic);
        drawState(day);
        drawNext(day);
        drawLists(day);
        if (!passOf()) {
            say(words.no_pass);
        }
    }

    function lastArrival(stop) {
        const told = [...queue.items(), ...queue.sent()];
        return told.find((one) => one.claim_id === stop.claim_id && one.kind === "arrived") ?? null;
    }

    function say(text) {
        part("notice").textContent = text;
        part("notice").hidden = !text;
    }

    window.huzhuDraw = { now, words, part, element, fill, passOf, currentOf, isTold, nowMin, lastArrival, draw, say };
})();
