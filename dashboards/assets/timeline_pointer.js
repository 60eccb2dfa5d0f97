/* The time-line by mouse and finger: a mouse drags; a finger taps, and has the bar's buttons. */
"use strict";

(function () {
    const { el, crewOf, choose, lift, over, giveUp, drop, byTime, key } = window.huzhu.timeline;
    const DRAG_PX = 4;
    const EDGE_PX = 36;

    function spot(s, clientX, clientY) {
        const under = document.elementFromPoint(clientX, clientY);
        const found = under && under.closest(".tl-row, .tl-waiting");
        if (!found || !s.grid.contains(found)) {
            return null;
        }
        const crew = found.dataset.crew;
        if (crew === "") {
            return { crew, position: 0 };
        }
        const left = s.lanes.get(crew).getBoundingClientRect().left;
        return { crew, position: byTime(s, crew, s.from + ((clientX - left) / s.px) * 60) };
    }

    function roll(s, event) {
        const box = s.scroll.getBoundingClientRect();
        const push = (value, low, high) => (value < low + EDGE_PX ? -12 : value > high - EDGE_PX ? 12 : 0);
        s.scroll.scrollLeft += push(event.clientX, box.left, box.right);
        if (event.clientY < box.bottom) {
            s.scroll.scrollTop += push(event.clientY, box.top, box.bottom);
        }
    }

    function dragged(s, event) {
        if (!s.drag) {
            return;
        }
        const { claim, startX, startY } = s.drag;
        if (!s.lifted) {
            const far = Math.hypot(event.clientX - startX, event.clientY - startY) > DRAG_PX;
            if (!far) {
                return;
            }
            if (!lift(s, claim)) {
                s.drag = null;
                return;
            }
            s.ghost = el("div", "tl-ghost", s.host, s.by.get(claim).stop.village);
        }
        s.ghost.style.left = event.clientX + 10 + "px";
        s.ghost.style.top = event.clientY + 8 + "px";
        roll(s, event);
        const to = spot(s, event.clientX, event.clientY);
        s.drag.on = Boolean(to) && (to.crew === "" || !crewOf(s, to.crew).out);
        s.grid.classList.toggle("tl-nowhere", !s.drag.on);
        if (to) {
            over(s, to.crew, to.position, true);
        }
    }

    function released(s, keep) {
        const { drag, ghost } = s;
        s.drag = null;
        s.ghost = null;
        if (ghost) {
            ghost.remove();
        }
        if (drag && s.lifted) {
            (keep && drag.on ? drop : giveUp)(s);
        }
    }

    /* Listens to the whole document for as long as the time-line is in it. */
    function anywhere(s, kind, act) {
        const heard = (event) =>
            s.host.isConnected ? act(event) : document.removeEventListener(kind, heard);
        document.addEventListener(kind, heard);
    }

    function listen(s) {
        s.grid.addEventListener("keydown", (event) => key(s, event));
        s.grid.addEventListener("focusin", (event) => {
            const node = event.target.closest("[data-claim]");
            if (node && !s.lifted && node.dataset.claim !== s.at) {
                choose(s, node.dataset.claim, false);
            }
        });
        s.grid.addEventListener("pointerdown", (event) => {
            const node = event.target.closest("[data-claim]");
            if (node && event.pointerType !== "touch" && event.button === 0 && !s.lifted) {
                s.drag = { claim: node.dataset.claim, startX: event.clientX, startY: event.clientY };
                choose(s, node.dataset.claim, true);
                event.preventDefault(); // no text is selected on the way
            }
        });
        anywhere(s, "pointermove", (event) => dragged(s, event));
        anywhere(s, "pointerup", () => released(s, true));
        anywhere(s, "pointercancel", () => released(s, false));
        anywhere(s, "keydown", (event) => {
            if (event.key === "Escape" && s.drag) {
                released(s, false);
            }
        });
        s.grid.addEventListener("click", (event) => {
            const node = event.target.closest("[data-claim]");
            if (s.lifted && !s.drag) {
                const to = spot(s, event.clientX, event.clientY);
                if (to) {
                    over(s, to.crew, to.position);
                }
            } else if (node) {
                choose(s, node.dataset.claim, true);
            }
        });
    }

    Object.assign(window.huzhu.timeline, { listen });
})();
