/* The page Risk map: which sight is painted, what lies over it, and the address that shows the
   same. All of it without asking the server: the figures of every sight are on the page. */
"use strict";

(function () {
    const USUAL = { family: "all", level: "village", sight: "level", layers: "outlines,names",
                    date: "now" };
    const LAYERS = ["outlines", "names", "bases", "routes"];
    const OF_EVENT = ["footprint", "event"];

    /* Other outlines are fetched by the map itself, with their colours; else the shapes there are
       are painted anew. */
    function show(paint, sight, chosen, url, hideout) {
        const still = window.dash_clientside.no_update;
        const now = Object.assign({}, hideout, paint.sights[sight], { selected: chosen || "" });
        if (paint.url !== url) {
            return [paint.url, now];
        }
        window.huzhu.map.paint(hideout.name, now);
        return [still, still];
    }

    function dress(sight, overlays) {
        window.setTimeout(() => window.huzhu.map.renamed("map-layer")); // names make room for marks
        return ["map-layers", `sight-${sight}`, ...overlays.map((x) => `show-${x}`)].join(" ");
    }

    /* The address says what is seen; what is as usual is left out. */
    function address(family, level, sight, event, overlays, date, then, place) {
        const told = { family, level, sight, event, date, then, place,
                       layers: LAYERS.filter((x) => overlays.includes(x)).join(",") || "none" };
        if (!OF_EVENT.includes(sight)) {
            told.event = "";
        }
        for (const [name, value] of Object.entries(USUAL)) {
            told[name] = told[name] === value ? "" : told[name];
        }
        return window.dash_clientside.frame.keep(...Object.values(told), Object.keys(told));
    }

    window.dash_clientside = Object.assign({}, window.dash_clientside, {
        huzhu_map: { show, dress, address },
    });
})();
