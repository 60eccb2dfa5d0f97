/* The time-line's picture: tools, crews, stops, what waits; drawn anew whenever its data change. */
"use strict";

(function () {
    const { ZOOMS, el, fill, clock, index, span, x, at, scale, label, button } = window.huzhu.timeline;
    const DIGIT_PX = 7; // a box too narrow for its number holds none; one wider than NAME_PX a village
    const EDGES_PX = 4;
    const NAME_PX = 62;
    const FLAG_PX = 46; // of the flag of now, which hours near it give way to
    const states = new WeakMap();

    function drawStop(s, lane, stop, crew, place) {
        const start = stop.arrive ?? stop.leave ?? s.from;
        const node = el("div", "tl-stop tl-" + stop.stage, lane);
        at(s, node, start, stop.finish ?? start, 7);
        node.classList.toggle("tl-late", stop.late > 0);
        node.classList.toggle("tl-frozen", stop.frozen);
        node.classList.toggle("tl-pinned", stop.pinned);
        const wide = x(s, stop.finish ?? start) - x(s, start);
        const number = String(place + 1);
        node.classList.toggle("tl-tight", wide < NAME_PX / 2);
        if (wide >= EDGES_PX + DIGIT_PX * number.length + (stop.pinned ? 5 : 0)) {
            el("span", "tl-seq", node, number);
        }
        if (wide >= NAME_PX) {
            el("span", "tl-village", node, stop.village);
        }
        cell(s, node, { stop, crew, at: place });
        if (stop.due !== null) {
            const due = Math.min(Math.max(stop.due, s.from), s.until);
            const mark = el("div", "tl-due" + (due === stop.due ? "" : " tl-beyond"), lane);
            mark.style.left = x(s, due) + "px";
            s.marks.set(stop.claim, [mark]);
            if (stop.late > 0) {
                s.marks.get(stop.claim).push(at(s, el("div", "tl-owed", lane), due, start));
            }
        }
    }

    function cell(s, node, found) {
        node.setAttribute("role", "gridcell");
        node.tabIndex = -1;
        node.dataset.claim = found.stop.claim;
        node.setAttribute("aria-label", label(s, found));
        node.title = node.getAttribute("aria-label");
        s.cells.set(found.stop.claim, node);
    }

    function drawHead(s, row, crew) {
        const words = s.data.words;
        const head = el("div", "tl-head", row);
        head.setAttribute("role", "rowheader");
        el("strong", "", head, crew.name).title = crew.name;
        const counts = el("span", crew.late ? "tl-grave" : "", head,
            fill(words.crew_short, { claims: crew.claims, late: crew.late }));
        counts.setAttribute("aria-label",
            fill(words.crew, { claims: crew.claims, late: crew.late, end: clock(s, crew.end) }));
        if (crew.out) {
            el("span", "tl-out-word", head, words.out);
        }
    }

    function drawLane(s, lane, crew) {
        const words = s.data.words;
        at(s, el("div", "tl-shift", lane), crew.from, crew.until);
        const stops = s.data.stops[crew.id] || [];
        for (const stop of stops) {
            if (stop.leave !== null && stop.arrive !== null) {
                at(s, el("div", "tl-drive" + (stop.frozen ? " tl-fixed" : ""), lane),
                    stop.leave, stop.arrive);
            }
        }
        const last = stops[stops.length - 1];
        if (last && !last.frozen && last.finish !== null && crew.end > last.finish) {
            at(s, el("div", "tl-drive tl-home", lane), last.finish, crew.end)
                .title = fill(words.base_at, { time: clock(s, crew.end) });
        }
        if (crew.break !== null && s.data.break_length > 0) {
            const rest = el("div", "tl-break", lane, words.break);
            at(s, rest, crew.break, crew.break + s.data.break_length);
            rest.title = fill(words.on_break, {
                from: clock(s, crew.break), until: clock(s, crew.break + s.data.break_length),
            });
        }
        stops.forEach((stop, place) => drawStop(s, lane, stop, crew.id, place));
    }

    function drawRow(s, crew) {
        const row = el("div", "tl-row" + (crew.out ? " tl-out" : ""), s.rows);
        row.setAttribute("role", "row");
        row.dataset.crew = crew.id;
        drawHead(s, row, crew);
        const lane = el("div", "tl-lane", row);
        lane.style.width = s.width + "px";
        lane.style.setProperty("--hour", s.px + "px");
        drawLane(s, lane, crew);
        s.lanes.set(crew.id, lane);
    }

    function drawAxis(s) {
        s.axis.replaceChildren();
        el("div", "tl-head", s.axis);
        const lane = el("div", "tl-lane", s.axis);
        lane.style.width = s.width + "px";
        const every = s.px < 55 ? 2 : 1;
        for (let min = s.from; min < s.until; min += 60 * every) {
            const hidden = s.data.now !== null && x(s, s.data.now) - x(s, min) > -FLAG_PX / 2
                && x(s, s.data.now) - x(s, min) < FLAG_PX * 1.5;
            el("span", "tl-hour", lane, hidden ? "" : clock(s, min)).style.left = x(s, min) + "px";
        }
        if (s.data.now !== null) {
            const flag = el("span", "tl-now-flag", lane, clock(s, s.data.now));
            flag.style.left = x(s, s.data.now) + "px";
        }
    }

    function drawWaiting(s) {
        const words = s.data.words;
        s.waiting.replaceChildren();
        const head = el("div", "tl-head", s.waiting);
        head.setAttribute("role", "rowheader");
        el("strong", "", head, fill(words.waiting, { n: s.data.waiting.length }));
        const chips = el("div", "tl-chips", s.waiting);
        for (const stop of s.data.waiting) {
            const late = stop.due !== null && s.data.now !== null && stop.due < s.data.now;
            const chip = el("div", "tl-stop tl-chip" + (late ? " tl-late" : ""), chips);
            chip.classList.toggle("tl-pinned", stop.pinned);
            el("span", "tl-village", chip, stop.village);
            el("span", "tl-seq", chip, clock(s, stop.due));
            cell(s, chip, s.by.get(stop.claim));
        }
        if (!s.data.waiting.length) {
            el("span", "tl-none", chips, words.nothing);
        }
        s.lanes.set("", chips);
    }

    function drawKey(s) {
        const words = s.data.words;
        s.key.replaceChildren();
        for (const stage of ["planned", "underway", "arrived", "done"]) {
            const item = el("span", "tl-key-item", s.key);
            el("i", "tl-stop tl-" + stage, item);
            item.append(words["stage_" + stage]);
        }
        const pairs = [["tl-stop tl-planned tl-late", "key_late"], ["tl-due", "key_due"],
            ["tl-stop tl-planned tl-pinned", "pinned"], ["tl-drive", "drive"], ["tl-break", "break_key"]];
        for (const [look, word] of pairs) {
            const item = el("span", "tl-key-item", s.key);
            el("i", look, item);
            item.append(words[word]);
        }
    }

    function drawAll(s) {
        const focused = s.grid.contains(document.activeElement) && s.at;
        s.cells = new Map();
        s.lanes = new Map();
        s.marks = new Map();
        span(s);
        scale(s);
        drawAxis(s);
        s.rows.replaceChildren();
        if (s.data.now !== null) {
            const line = el("div", "tl-now", s.rows);
            line.style.setProperty("--at", x(s, s.data.now) + "px");
        }
        s.data.crews.forEach((crew) => drawRow(s, crew));
        if (!s.data.crews.length) {
            el("div", "tl-none", s.rows, s.data.words.empty);
        }
        drawWaiting(s);
        drawKey(s);
        window.huzhu.timeline.settle(s, Boolean(focused));
    }

    function toNow(s) {
        if (s.data.now !== null) {
            s.scroll.scrollLeft = x(s, s.data.now) - s.scroll.clientWidth / 3;
        }
    }

    function zoom(s, step) {
        const near = ZOOMS.findIndex((px) => px >= s.px);
        const here = s.zoom === null ? (near < 0 ? ZOOMS.length - 1 : near) : s.zoom;
        s.zoom = Math.min(Math.max(here + step, 0), ZOOMS.length - 1);
        const middle = (s.scroll.scrollLeft + s.scroll.clientWidth / 2) / s.width;
        drawAll(s);
        s.scroll.scrollLeft = middle * s.width - s.scroll.clientWidth / 2;
    }

    /* What stays while the data change: tools, the grid, the bar of the chosen stop, the voice. */
    function frame(host, data) {
        const s = { host, data, zoom: null, at: null, lifted: null, moves: 0, draws: 0 };
        host.replaceChildren();
        const tools = el("div", "tl-tools", host);
        button(s, tools, "narrower", () => zoom(s, -1));
        button(s, tools, "wider", () => zoom(s, 1));
        button(s, tools, "to_now", () => toNow(s));
        s.key = el("div", "tl-key", tools);
        s.grid = el("div", "tl-grid", host);
        s.grid.setAttribute("role", "grid");
        s.grid.setAttribute("aria-label", data.words.help);
        s.scroll = el("div", "tl-scroll", s.grid);
        s.axis = el("div", "tl-axis", s.scroll);
        s.axis.setAttribute("aria-hidden", "true");
        s.rows = el("div", "tl-rows", s.scroll);
        s.rows.setAttribute("role", "rowgroup");
        s.waiting = el("div", "tl-waiting", s.grid);
        s.waiting.setAttribute("role", "row");
        s.waiting.dataset.crew = "";
        s.bar = el("div", "tl-bar", host);
        s.voice = el("div", "tl-voice", host);
        s.voice.setAttribute("aria-live", "assertive");
        states.set(host, s);
        window.huzhu.timeline.listen(s);
        new ResizeObserver(() => {
            if (host.clientWidth && host.clientWidth !== s.wide) {
                s.wide = host.clientWidth;
                drawAll(s);
            }
        }).observe(host);
        return s;
    }

    function draw(data, id) {
        const host = document.getElementById(id);
        const known = states.get(host);
        const s = known || frame(host, data);
        s.data = data;
        s.draws += 1;
        s.wide = host.clientWidth;
        index(s);
        drawAll(s);
        if (!known || !known.placed) {
            toNow(s);
            s.placed = data.crews.length > 0;
        }
        return s.draws;
    }

    window.dash_clientside = Object.assign({}, window.dash_clientside, { timeline: { draw } });
})();
