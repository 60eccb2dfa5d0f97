/* The page Risk map: which sight is painted, what lies over it, and the address that shows the
   same. All of it without asking the server: the figures of every sight of every peril are on the
   page. */
"use strict";

(function () {
    const USUAL = { family: "all", level: "village", sight: "level", layers: "outlines,names",
                    date: "now" };
    const LAYERS = ["outlines", "names", "bases", "routes"];
    const OF_EVENT = ["footprint", "event"];

    let explained = null; // the legends on the page

    /* Other outlines are fetched by the map itself, with their colours; else the shapes there are
       are painted anew. What waits for the colours is told only of another family, level or day. */
    function show(paint, family, sight, chosen, url, hideout, asked) {
        const still = window.dash_clientside.no_update;
        const shown = paint.families[family];
        const now = Object.assign({}, hideout, shown.sights[sight], { selected: chosen || "" });
        const told = { family, level: paint.level, key: paint.key };
        const same = Object.keys(told).every((x) => told[x] === asked[x]);
        const legends = shown.legends === explained ? still : shown.legends;
        explained = shown.legends;
        if (paint.url !== url) {
            return [paint.url, now, legends, told];
        }
        window.huzhu.map.paint(hideout.name, now);
        return [still, still, legends, same ? still : told];
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
