/* The time-line by keys: a stop is focused, lifted and dropped. What came of it is written to the
   MOVED store; the server decides. */
"use strict";

(function () {
    const {
        el, fill, crewOf, label, button, x, say, write, free, row, crewIds, minute, nearest, byTime, place,
    } = window.huzhu.timeline;

    /* --- focus: one stop of the whole time-line is in the tab order --- */
    function mark(s, claim, on) {
        (s.marks.get(claim) || []).forEach((node) => node.classList.toggle("tl-on", on));
    }

    function focus(s, claim, take) {
        const before = s.at && s.cells.get(s.at);
        if (before) {
            before.tabIndex = -1;
            before.classList.remove("tl-at");
            mark(s, s.at, false);
        }
        const node = s.cells.get(claim);
        s.at = node ? claim : null;
        if (node) {
            node.tabIndex = 0;
            node.classList.add("tl-at");
            mark(s, claim, true);
            if (take) {
                node.focus();
            }
        }
        drawBar(s);
    }

    function choose(s, claim, take) {
        const changed = claim !== s.at;
        focus(s, claim, take);
        if (changed) {
            write(s, "chosen", { claim_id: claim });
        }
    }

    function walk(s, key) {
        const here = s.by.get(s.at);
        const stops = row(s, here.crew);
        const step = { ArrowLeft: here.at - 1, ArrowRight: here.at + 1, Home: 0, End: stops.length - 1 };
        if (key in step) {
            const next = stops[Math.min(Math.max(step[key], 0), stops.length - 1)];
            return choose(s, next.claim, true);
        }
        const ids = crewIds(s);
        const way = key === "ArrowUp" ? -1 : 1;
        for (let n = ids.indexOf(here.crew) + way; n >= 0 && n < ids.length; n += way) {
            const other = row(s, ids[n]);
            if (other.length) {
                const to = here.crew === "" || ids[n] === "" ? other[0] : nearest(other, minute(here.stop));
                return choose(s, to.claim, true);
            }
        }
    }

    /* --- lifting and dropping --- */
    function lift(s, claim) {
        const found = s.by.get(claim);
        if (!s.data.may_move || !found || found.stop.frozen) {
            say(s, !s.data.may_move ? "not_may" : "not_frozen");
            return false;
        }
        s.lifted = { claim, crew: found.crew, position: 0 };
        const before = row(s, found.crew).slice(0, found.at);
        s.lifted.position = before.filter((stop) => !stop.frozen).length;
        s.lifted.home = { crew: found.crew, position: s.lifted.position };
        s.cells.get(claim).classList.add("tl-lifted");
        s.grid.classList.add("tl-lifting");
        drawMarker(s);
        drawBar(s);
        say(s, "lifted", { claim, village: found.stop.village });
        return true;
    }

    function over(s, crew, position, quiet) {
        if (crew !== "" && crewOf(s, crew).out) {
            return say(s, "not_out", { crew: crewOf(s, crew).name });
        }
        const last = crew === "" ? 0 : free(s, crew).length;
        const to = Math.min(Math.max(position, 0), last);
        if (crew === s.lifted.crew && to === s.lifted.position) {
            return undefined;
        }
        Object.assign(s.lifted, { crew, position: to });
        drawMarker(s);
        drawBar(s);
        if (!quiet) {
            say(s, place(s));
        }
        return undefined;
    }

    function settleDown(s) {
        const node = s.cells.get(s.lifted.claim);
        if (node) {
            node.classList.remove("tl-lifted");
        }
        s.grid.classList.remove("tl-lifting", "tl-nowhere");
        s.grid.querySelectorAll(".tl-marker").forEach((old) => old.remove());
        s.lifted = null;
        drawBar(s);
    }

    function giveUp(s) {
        settleDown(s);
        say(s, "given_up");
    }

    function drop(s) {
        const { claim, crew, position, home } = s.lifted;
        if (crew === home.crew && (crew === "" || position === home.position)) {
            return giveUp(s);
        }
        const told = crew === "" ? s.data.words.dropped_waiting : fill(s.data.words.dropped, {
            claim, where: place(s),
        });
        settleDown(s);
        s.cells.get(claim).classList.add("tl-asked");
        s.moves += 1;
        write(s, "moved", {
            claim_id: claim, crew_id: crew, position: crew === "" ? null : position, number: s.moves,
        });
        return say(s, told);
    }

    function drawMarker(s) {
        s.grid.querySelectorAll(".tl-marker").forEach((old) => old.remove());
        const { crew, position } = s.lifted;
        const lane = s.lanes.get(crew);
        const node = el("div", "tl-marker", lane, "");
        if (crew !== "") {
            const stops = free(s, crew);
            const frozen = (s.data.stops[crew] || []).filter((stop) => stop.frozen);
            const before = position > 0 ? stops[position - 1] : frozen[frozen.length - 1];
            const from = before ? before.finish ?? minute(before) : crewOf(s, crew).from;
            node.style.left = x(s, from) + "px";
            node.dataset.seq = String(frozen.length + position + 1);
        }
        node.scrollIntoView({ block: "nearest", inline: "nearest" });
    }

    function steer(s, key) {
        const { crew, position } = s.lifted;
        const ids = crewIds(s);
        if (key === "ArrowLeft" || key === "ArrowRight") {
            return over(s, crew, position + (key === "ArrowLeft" ? -1 : 1));
        }
        if (key === "Home" || key === "End") {
            return over(s, crew, key === "Home" ? 0 : Infinity);
        }
        const way = key === "ArrowUp" ? -1 : 1;
        let n = ids.indexOf(crew) + way;
        while (n >= 0 && n < ids.length && ids[n] !== "" && crewOf(s, ids[n]).out) {
            n += way;
        }
        if (n < 0 || n >= ids.length) {
            return undefined;
        }
        return over(s, ids[n], ids[n] === "" ? 0 : byTime(s, ids[n], minute(s.by.get(s.lifted.claim).stop)));
    }

    function takeOff(s) {
        over(s, "", 0, true);
        drop(s);
    }

    const MOVES = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];

    function key(s, event) {
        if (event.ctrlKey || event.altKey || event.metaKey || !s.at) {
            return;
        }
        const act = event.key === " " ? "Enter" : event.key;
        if (s.lifted) {
            const acts = { Enter: drop, Escape: giveUp, Delete: takeOff, Backspace: takeOff };
            if (act in acts) {
                acts[act](s);
            } else if (MOVES.includes(act)) {
                steer(s, act);
            } else {
                return;
            }
        } else if (act === "Enter") {
            lift(s, s.at);
        } else if (MOVES.includes(act)) {
            walk(s, act);
        } else {
            return;
        }
        event.preventDefault();
        event.stopPropagation();
    }

    /* --- the bar: what a finger has instead of keys; and the chosen stop in words --- */
    function drawBar(s) {
        const had = s.bar.contains(document.activeElement);
        s.bar.replaceChildren();
        const found = s.at && s.by.get(s.at);
        const text = s.lifted
            ? fill(s.data.words.bar, { claim: s.lifted.claim, where: place(s) })
            : found ? label(s, found) : s.data.words.choose;
        el("span", "tl-told", s.bar, text);
        if (s.lifted) {
            button(s, s.bar, "drop", () => drop(s)).classList.add("tl-main");
            if (s.lifted.home.crew !== "") {
                button(s, s.bar, "take_off", () => takeOff(s));
            }
            button(s, s.bar, "give_up", () => giveUp(s));
        } else if (found && !found.stop.frozen && s.data.may_move) {
            button(s, s.bar, "lift", () => lift(s, s.at));
        }
        const first = s.bar.querySelector("button");
        if (had && first) {
            first.focus();
        }
    }

    /* After a redraw: the chosen stop is chosen again, a lifted one still lifted if it can be. */
    function settle(s, take) {
        const first = s.data.crews.map((crew) => s.data.stops[crew.id]).find((stops) => stops && stops.length);
        const fallback = first ? first[0].claim : s.data.waiting.length ? s.data.waiting[0].claim : null;
        if (s.lifted) {
            const found = s.by.get(s.lifted.claim);
            if (!found || found.stop.frozen) {
                settleDown(s);
                say(s, "gone");
            } else {
                const crew = s.lifted.crew === "" || crewOf(s, s.lifted.crew) ? s.lifted.crew : found.crew;
                s.lifted.crew = crew;
                s.lifted.position = Math.min(s.lifted.position, free(s, crew).length);
                s.cells.get(s.lifted.claim).classList.add("tl-lifted");
                drawMarker(s);
            }
        }
        const claim = s.at !== null && s.cells.has(s.at) ? s.at : null;
        focus(s, claim, take);
        if (claim === null && fallback !== null) {
            s.cells.get(fallback).tabIndex = 0; // the way in with the tab key
        }
    }

    Object.assign(window.huzhu.timeline, { choose, lift, over, giveUp, drop, key, settle });
})();
