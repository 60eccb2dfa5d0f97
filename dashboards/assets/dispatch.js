/* The page Dispatch: marks of claims and routes on the map, and its keys. */
"use strict";

(function () {
    const AHEAD = "#0072b2";
    const DONE = "#868e96";

    /* A mark says its state by shape and colour, and how many claims lie there. */
    function mark(feature, latlng, context) {
        const told = feature.properties;
        const chosen = told.claims.includes(context.hideout.claim);
        const size = told.n > 1 ? 20 + Math.min(told.n, 20) / 2 : 14;
        const count = document.createElement("span");
        count.textContent = told.n > 1 ? String(told.n) : "";
        return L.marker(latlng, {
            icon: L.divIcon({
                html: count,
                className: `day-mark ${told.look}${chosen ? " chosen" : ""}`,
                iconSize: [size, size],
            }),
            keyboard: false,
            riseOnHover: true,
            zIndexOffset: chosen ? 1000 : 0,
        });
    }

    function markTip(feature, layer) {
        const box = document.createElement("div");
        const name = document.createElement("strong");
        name.textContent = feature.properties.name;
        box.append(name);
        for (const words of feature.properties.tip) {
            const line = document.createElement("div");
            line.textContent = words;
            box.append(line);
        }
        layer.bindTooltip(box);
    }

    /* Thin lines for all, a strong one for the crew chosen; dots where it has been already. Over
       coloured regions (`over`) thin ones would be lost. */
    function route(feature, context) {
        const chosen = feature.properties.crew === context.hideout.crew;
        const other = context.hideout.crew && !chosen;
        const over = context.hideout.over;
        return {
            color: feature.properties.ahead ? AHEAD : DONE,
            weight: chosen ? 4 : over ? 2 : 1.4,
            opacity: other ? 0.12 : chosen || over ? 0.95 : 0.45,
            dashArray: feature.properties.ahead ? null : "2 5",
            fill: false,
        };
    }

    window.huzhu = Object.assign({}, window.huzhu, { dispatch: { mark, markTip, route } });

    /* Times of the list are sorted as minutes, not as words; what has none comes last. */
    const formats = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
    for (const column of ["left", "due", "eta", "reported"]) {
        const minutes = (node) => node.data[`${column}_min`] ?? Infinity;
        formats[`huzhu_${column}`] = (_, __, a, b) => {
            const [x, y] = [minutes(a), minutes(b)];
            return x === y ? 0 : x < y ? -1 : 1;
        };
    }

    /* Keys: n next claim to look at, Ctrl+Enter confirms, Escape discards, u takes back. */
    const KEYS = { n: "dispatch-next", u: "dispatch-undo" };

    function typing(element) {
        return element.isContentEditable
            || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);
    }

    function press(id, event) {
        const button = document.getElementById(id);
        if (button && !button.disabled && button.offsetParent !== null) {
            event.preventDefault();
            button.click();
        }
    }

    document.addEventListener("keydown", (event) => {
        if (!document.getElementById("dispatch-confirm")) {
            return;
        }
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            press("dispatch-confirm", event);
        } else if (event.key === "Escape") {
            press("dispatch-discard", event);
        } else if (!event.ctrlKey && !event.metaKey && !event.altKey
                   && KEYS[event.key] && !typing(event.target)) {
            press(KEYS[event.key], event);
        }
    });
})();
