/* The four sights, each drawn from the state; what counts minutes is drawn again as they pass. */

import { element, fill, say, span, words } from "./draw.js";
import { hourOf, momentOf, now } from "./clock.js";
import { drawHours } from "./hours.js";
import { drawMap, isDark } from "./map.js";

const HOUR_S = 3600;
const BINS = [[-Infinity, 0], [0, 0.5], [0.5, 1], [1, 2], [2, 4], [4, 8], [8, Infinity]]; // hours until due

function part(id, inner = "") {
    return document.querySelector(`#${id} ${inner}`.trim());
}

/* The clock promises are counted by: the screen's, or where the data or a replay end. */
function clockOf(state) {
    return state.backlog.stands ?? state.stands ?? now();
}

function number(n, name, kind = "") {
    return element(`div${kind}`, element("b", String(n)), element("span", name));
}

function bars(left) {
    const counts = BINS.map(([from, to]) => left.filter((s) => s >= from * HOUR_S && s < to * HOUR_S).length);
    const most = Math.max(...counts, 1);
    const kinds = [".late", ".soon", ".soon", "", "", "", ""];
    const drawn = counts.map((n, k) => {
        if (n === 0) {
            return element("div");
        }
        const bar = element("i");
        bar.style.height = `${(78 * n) / most}%`;
        return element(`div${kinds[k]}`, String(n), bar);
    });
    const names = kinds.map((kind, k) => element(`div${kind === ".late" ? kind : ""}`, words[`bin_${k}`]));
    return [element("div.bins", ...drawn), element("div.bin-names", ...names)];
}

function tierPanel(tier, at) {
    const left = tier.due.map((due) => due - at), late = left.filter((s) => s < 0).length;
    const next = tier.due.find((due) => due >= at);
    const nearest = next === undefined ? say("none_due")
        : say("nearest", { at: momentOf(next, at), left: span((next - at) / 60) });
    return element(
        "div.panel",
        element("h2", tier.name, " ", element("span.limit", tier.limit)),
        element(
            "div.big",
            number(tier.due.length, words.open),
            number(late, words.late, late ? ".alert" : ""),
            number(left.filter((s) => s >= 0 && s < HOUR_S).length, words.soon, ".small.soon"),
        ),
        element("p.nearest", nearest),
        ...bars(left),
        element("div.kept", element("b", tier.kept.value), element("span.words", tier.kept.words)),
    );
}

export function backlogSight(state) {
    const { tiers, unknown } = state.backlog, at = clockOf(state);
    const held = state.backlog.stands === null ? "" : ` · ${say("held", { at: momentOf(state.backlog.stands, now()) })}`;
    const odd = unknown ? ` · ${say("unknown_tier", { n: unknown })}` : "";
    fill(
        part("backlog"),
        element("div", ...tiers.map((tier) => tierPanel(tier, at))),
        element("p.words", state.backlog.words + held + odd),
    );
}

function swatch(kind, text) {
    return element("li", element(`i.swatch${kind}`), element("span", text));
}

function levels(map) {
    const cells = map.level_names.map((name, k) => {
        const cell = element(`span${isDark(k + 1) ? ".dark-fill" : ""}`, name);
        cell.style.background = map.ramp[k];
        return cell;
    });
    return element("div.level-row", ...cells);
}

function signalItem(signal, at) {
    const until = signal.until === null ? "" : ` · ${say("until", { at: momentOf(signal.until, at) })}`;
    const lines = element("span", signal.name, element("small", signal.words + until));
    return element("li", element(`i.signal${signal.colour ? `.${signal.colour}` : ""}`, signal.level), lines);
}

function signalList(state) {
    const { signals } = state;
    const none = element("p.words", words.no_signal);
    return [
        element("h2", say("signals", { n: signals.length })),
        signals.length ? element("ul", ...signals.map((one) => signalItem(one, now()))) : none,
    ];
}

export function mapSight(state) {
    const { map } = state, open = map.open.reduce((sum, [, n]) => sum + n, 0) + map.unplaced;
    const rows = map.busiest.map((place) =>
        element("li", element("span", place.name, " ", element("small", place.township)), element("b", String(place.claims))));
    fill(
        part("map", "aside"),
        element("h2", say("open_in_all", { n: open })),
        rows.length ? element("ul.rows", ...rows) : element("p.words", words.no_open),
        map.unplaced ? element("p.words", say("unplaced", { n: map.unplaced })) : "",
        ...signalList({ ...state, signals: state.signals.slice(0, 3) }),
        element("h2.last", words.legend),
        levels(map),
        element(
            "ul.legend",
            swatch(".dot", words.legend_open),
            map.warned.length ? swatch(".hatched", words.legend_warned) : "",
            map.routes.length ? swatch(".line", words.legend_route) : "",
            swatch(".base", words.legend_base),
            map.derived ? swatch(".dashed", words.legend_derived) : "",
        ),
    );
    const canvas = part("map", "canvas");
    canvas.setAttribute("aria-label", say("map_label", { n: open, warned: map.warned.length }));
    drawMap(canvas, map);
}

function crewItem(row) {
    const left = row.left ? element("b", say("stops_left", { n: row.left })) : "";
    const late = row.late ? element("b.late", say("stops_late", { n: row.late })) : "";
    return element("li.crew", element("span", row.name), element("div", element("small", row.where), left, late));
}

export function aheadSight(state) {
    const { ahead, crews } = state, ready = ahead.state === "ready";
    const total = element("div.total", element("b", ahead.value ?? ""), element("span", ahead.total ?? ""));
    fill(part("ahead", "figcaption"), ready ? total : "", ...ahead.words.map((line) => element("p.words", line)));
    fill(
        part("ahead", "aside"),
        ...signalList({ ...state, signals: state.signals.slice(0, 3) }),
        element("h2", say("crews", { value: crews.value })),
        element("p.words", crews.words),
        element("ul.rows", ...crews.rows.map(crewItem)),
    );
    const canvas = part("ahead", "canvas");
    canvas.setAttribute("aria-label", ready ? say("hours_label", { from: hourOf(ahead.start), value: ahead.value, range: ahead.range }) : words.title_ahead);
    drawHours(canvas, ahead);
}

export function yearSight(state) {
    const tiles = state.year.tiles.map((tile) =>
        element(
            `div.panel.tile${tile.look ? `.${tile.look}` : ""}`,
            element("span", tile.label), element("b", tile.value), element("span.words", tile.words),
        ));
    fill(part("year"), ...tiles);
}

export const SIGHTS = { backlog: backlogSight, map: mapSight, ahead: aheadSight, year: yearSight };
