"use strict";
/* Surge planner: question and sliders are written into the address without a new page. */
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.surge = {
    /* names are those Levers.read knows, in the order of LEVER_IDS */
    follow(asked, own, borrowed, earlier, times, photo) {
        const nothing = window.dash_clientside.no_update;
        if (!asked || window.location.pathname !== "/surge") {
            return [nothing, nothing];
        }
        const words = new URLSearchParams(window.location.search);
        const kept = ["lang", "v", "from", "to", "family", "place"].filter((name) => words.has(name));
        const told = new URLSearchParams(kept.map((name) => [name, words.get(name)]));
        Object.entries(asked.query || {}).forEach(([name, value]) => told.set(name, value));
        const moved = {
            own: own || "", borrowed: borrowed || "", earlier_h: earlier || "",
            times: times && times !== 1 ? times : "", photo: photo === asked.photo ? "" : photo,
        };
        Object.entries(moved).filter(([, value]) => value !== "").forEach(([name, value]) => told.set(name, value));
        const address = window.location.pathname + "?" + told.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
        window.history.replaceState(window.history.state, "", address);
        /* the language switch was written for the address before: it keeps the question too */
        const language = document.getElementById("shell-language");
        if (language) {
            told.set("lang", new URL(language.href).searchParams.get("lang"));
            language.href = window.location.pathname + "?" + told.toString();
        }
        const saved = ["plan", "scenario", "alert"].filter((name) => told.has(name));
        const deeper = saved.length ? "/surge/detail?" + saved[0] + "=" + told.get(saved[0]) : "/surge/detail";
        return [address, deeper];
    },
};
