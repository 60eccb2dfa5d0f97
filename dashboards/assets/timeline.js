/* The time-line of a dispatch day: what its parts share. Drawn in timeline_draw.js from one store
   (dashboards/components/timeline.py says which), moved in timeline_move.js by keys and in
   timeline_pointer.js by mouse and finger. Nothing here asks a server. */
"use strict";

(function () {
    const DAY_MIN = 1440;
    const ZOOMS = [40, 60, 90, 130, 190, 280]; // pixels an hour
    const HEAD_PX = 150;
    const NARROW_PX = 600; // below it a crew's name stands above its line

    function el(name, className, parent, text) {
        const made = document.createElement(name);
        made.className = className;
        if (text !== undefined) {
            made.textContent = text;
        }
        if (parent) {
            parent.append(made);
        }
        return made;
    }

    function fill(words, values) {
        return words.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
    }

    /* 10:05; past midnight with the day said. */
    function clock(s, min) {
        if (min === null || min === undefined) {
            return "—";
        }
        const whole = Math.round(min);
        const day = Math.floor(whole / DAY_MIN);
        const of_day = whole - day * DAY_MIN;
        const two = (n) => String(n).padStart(2, "0");
        const at = two(Math.floor(of_day / 60)) + ":" + two(of_day % 60);
        const words = s.data.words;
        return day === 0 ? at : fill(day > 0 ? words.next_day : words.day_before, { time: at });
    }

    function crewOf(s, id) {
        return s.data.crews.find((crew) => crew.id === id);
    }

    /* Claim → its stop, the crew it is of ("" while it waits) and its place in the row. */
    function index(s) {
        s.by = new Map();
        for (const crew of s.data.crews) {
            (s.data.stops[crew.id] || []).forEach((stop, at) =>
                s.by.set(stop.claim, { stop, crew: crew.id, at }));
        }
        s.data.waiting.sort((a, b) => (a.due ?? Infinity) - (b.due ?? Infinity));
        s.data.waiting.forEach((stop, at) => s.by.set(stop.claim, { stop, crew: "", at }));
    }

    /* The hours shown: all that happens and now, in whole hours. */
    function span(s) {
        const seen = [];
        for (const crew of s.data.crews) {
            seen.push(crew.from, crew.until, crew.end);
            for (const stop of s.data.stops[crew.id] || []) {
                seen.push(stop.leave, stop.arrive, stop.finish);
            }
        }
        seen.push(s.data.now);
        const known = seen.filter((min) => min !== null && min !== undefined);
        s.from = known.length ? Math.floor(Math.min(...known) / 60) * 60 : 8 * 60;
        s.until = known.length ? Math.ceil(Math.max(...known) / 60) * 60 : 18 * 60;
        s.until = Math.max(s.until, s.from + 60);
    }

    function x(s, min) {
        return ((min - s.from) / 60) * s.px;
    }

    function at(s, node, from, until, least) {
        node.style.left = x(s, from) + "px";
        node.style.width = Math.max(x(s, until) - x(s, from), least || 1) + "px";
        return node;
    }

    /* Pixels an hour that fill the width, or what a person chose. */
    function scale(s) {
        const narrow = s.host.clientWidth < NARROW_PX;
        s.host.classList.toggle("narrow", narrow);
        const room = s.host.clientWidth - (narrow ? 0 : HEAD_PX) - 18;
        const fit = room / ((s.until - s.from) / 60);
        s.px = s.zoom === null ? Math.max(fit, narrow ? 110 : 60) : ZOOMS[s.zoom];
        s.width = ((s.until - s.from) / 60) * s.px;
    }

    function label(s, found) {
        const { stop, crew, at: place } = found;
        const words = s.data.words;
        const told = [];
        if (crew === "") {
            told.push(fill(words.stop_waiting, { claim: stop.claim, village: stop.village }));
        } else {
            told.push(fill(words.stop, {
                seq: place + 1, claim: stop.claim, village: stop.village,
                arrive: clock(s, stop.arrive), finish: clock(s, stop.finish), crew: crewOf(s, crew).name,
            }));
        }
        told.push(stop.due === null ? words.no_due : fill(words.due_at, { due: clock(s, stop.due) }));
        if (stop.late > 0) {
            const late = Math.ceil(stop.late);
            told.push(fill(late < 120 ? words.late_by : words.late_by_h,
                { n: late, h: Math.floor(late / 60), m: late % 60 }));
        } else if (crew !== "" && stop.due !== null) {
            told.push(words.in_time);
        }
        told.push(words["stage_" + stop.stage]);
        if (stop.pinned) {
            told.push(words.pinned);
        }
        return told.join(words.apart);
    }

    function button(s, parent, word, act) {
        const made = el("button", "tl-button", parent, s.data.words[word]);
        made.type = "button";
        made.addEventListener("click", act);
        return made;
    }

    function say(s, word, values) {
        s.voice.textContent = fill(s.data.words[word] || word, values || {});
    }

    function write(s, part, data) {
        const id = s.host.id.replace(/-host$/, "-" + part);
        window.dash_clientside.set_props(id, { data });
    }

    /* Stops of a crew before and between which a claim can be put. */
    function free(s, crew) {
        const claim = s.lifted && s.lifted.claim;
        return (s.data.stops[crew] || []).filter((stop) => !stop.frozen && stop.claim !== claim);
    }

    function row(s, crew) {
        return crew === "" ? s.data.waiting : s.data.stops[crew] || [];
    }

    function crewIds(s) {
        return [...s.data.crews.map((crew) => crew.id), ""];
    }

    function minute(stop) {
        return stop.arrive ?? stop.leave ?? stop.due ?? 0;
    }

    function nearest(stops, min) {
        return stops.reduce((best, stop) =>
            Math.abs(minute(stop) - min) < Math.abs(minute(best) - min) ? stop : best);
    }

    /* How many of a crew's free stops lie before a minute. */
    function byTime(s, crew, min) {
        return free(s, crew).filter((stop) => (minute(stop) + (stop.finish ?? minute(stop))) / 2 < min).length;
    }

    /* Where the lifted claim would come to lie, in words. */
    function place(s) {
        const { crew, position } = s.lifted;
        const words = s.data.words;
        if (crew === "") {
            return words.over_waiting;
        }
        const frozen = (s.data.stops[crew] || []).filter((stop) => stop.frozen).length;
        return fill(words.over, { crew: crewOf(s, crew).name, seq: frozen + position + 1 });
    }

    const shared = {
        ZOOMS, el, fill, clock, crewOf, index, span, x, at, scale, label, button, say, write, free, row,
        crewIds, minute, nearest, byTime, place,
    };
    window.huzhu = Object.assign({}, window.huzhu, { timeline: shared });
})();
