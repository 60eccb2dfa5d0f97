/* Page Reports: fields come and go with the kind of report; what is asked stands in the address. */
"use strict";
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.reports = {
    /* values: of the fields in the order of FIELDS; the last of them is what each kind minds */
    follow(kind, ...values) {
        const nothing = window.dash_clientside.no_update;
        const kinds = values.pop();
        const names = ["contract_year", "month", "quarter", "event", "at", "plan", "places"];
        const told = kinds && kinds[kind];
        if (!told || window.location.pathname !== "/reports") {
            return Array(1 + 2 * names.length).fill(nothing);
        }
        const words = new URLSearchParams(window.location.search);
        const kept = ["lang", "v", "from", "to", "family", "place"].filter((name) => words.has(name));
        const asked = new URLSearchParams(kept.map((name) => [name, words.get(name)]));
        asked.set("kind", kind);
        names.forEach((name, at) => {
            const value = String(values[at] ?? "");
            if (value && told.minds.includes(name)) {
                asked.set(name, value);
            }
        });
        const query = asked.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
        const address = window.location.pathname + "?" + query;
        window.history.replaceState(window.history.state, "", address);
        /* the language switch was written for the address before: it keeps the question too */
        const language = document.getElementById("shell-language");
        if (language) {
            asked.set("lang", new URL(language.href).searchParams.get("lang"));
            language.href = window.location.pathname + "?" + asked.toString();
        }
        const styles = names.map((name) => (told.minds.includes(name) ? {} : {display: "none"}));
        return [address, ...styles, ...names.map((name) => told.needs.includes(name))];
    },
};
