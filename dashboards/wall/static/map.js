/* The county on a canvas: levels as fills, warned areas rimmed and hatched, open claims as numbers, routes, bases.
   Outlines are fetched once for each data version. */

import { colour, FONT, sheet } from "./draw.js";

const outlines = new Map(); // address → features; only those of the map shown
const DARK_FROM = 4; // levels whose fill wants light ink
const GRAVER = ["blue", "yellow", "orange", "red"], HATCH = { red: 1.6, orange: 2.4, yellow: 3.4, blue: 4.6 }; // rem
const HEAP = 2.8; // rem
const NO_LEVEL = "#9aa4ae", INK = "#14181d", LIGHT = "#ffffff";

/* Fetch the outlines of a map that are not here yet, and drop those of earlier versions. */
export async function fetchOutlines(map, ask) {
    const wanted = [map.villages, map.townships].filter((url) => url !== null);
    for (const url of wanted.filter((one) => !outlines.has(one))) {
        const answer = await ask(url);
        if (!answer.ok) {
            return false;
        }
        outlines.set(url, (await answer.json()).features);
    }
    [...outlines.keys()].filter((url) => !wanted.includes(url)).forEach((url) => outlines.delete(url));
    return true;
}

function ringsOf(feature) {
    const { type, coordinates } = feature.geometry;
    return (type === "MultiPolygon" ? coordinates : [coordinates]).flat();
}

function projection([west, south, east, north], width, height, margin) {
    const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180);
    const scale = Math.min((width - 2 * margin) / ((east - west) * narrow), (height - 2 * margin) / (north - south));
    const left = (width - (east - west) * narrow * scale) / 2, top = (height - (north - south) * scale) / 2;
    return { x: (lon) => left + (lon - west) * narrow * scale, y: (lat) => top + (north - lat) * scale, scale };
}

function trace(pen, feature, to) {
    pen.beginPath();
    follow(pen, feature, to);
}

function follow(pen, feature, to) {
    for (const ring of ringsOf(feature)) {
        ring.forEach(([lon, lat], k) => (k ? pen.lineTo(to.x(lon), to.y(lat)) : pen.moveTo(to.x(lon), to.y(lat))));
        pen.closePath();
    }
}

/* Where a name or number stands: the middle of the outline's largest ring. */
function middleOf(feature, to) {
    const boxes = ringsOf(feature).map((ring) => {
        const xs = ring.map((p) => p[0]), ys = ring.map((p) => p[1]);
        return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    });
    const [west, south, east, north] = boxes.reduce((a, b) =>
        (b[2] - b[0]) * (b[3] - b[1]) > (a[2] - a[0]) * (a[3] - a[1]) ? b : a);
    return [to.x((west + east) / 2), to.y((south + north) / 2)];
}

export function drawMap(canvas, map) {
    const { pen, width, height, rem } = sheet(canvas);
    const villages = outlines.get(map.villages) ?? [], towns = outlines.get(map.townships) ?? [];
    if (width === 0) {
        return;
    }
    const to = projection(map.bounds, width, height, 2 * rem), taken = [[0, height - 7 * rem, 0.3 * width, height]];
    pen.lineJoin = "round";
    villages.forEach((village) => drawLevel(pen, village, map, to, rem));
    for (const name of ["", ...GRAVER]) {
        const group = map.warned.filter(([i, own]) => own === name && villages[i]).map(([i]) => villages[i]);
        if (group.length) {
            drawWarned(pen, group, name, map, to, rem);
        }
    }
    towns.forEach((town) => {
        trace(pen, town, to);
        pen.strokeStyle = INK;
        pen.lineWidth = 0.35 * rem;
        pen.stroke();
    });
    map.routes.forEach((points) => drawRoute(pen, points, to, rem));
    map.bases.forEach(([lon, lat]) => drawBase(pen, to.x(lon), to.y(lat), rem, taken));
    gathered(map.open, villages, to, rem).forEach((heap) => drawOpen(pen, heap, rem, taken));
    towns.forEach((town) => drawName(pen, town.properties.name, middleOf(town, to), rem, taken, width, height));
    drawScale(pen, to, width, height, rem);
}

function drawLevel(pen, village, map, to, rem) {
    const level = Number(map.digits[village.properties.i]);
    trace(pen, village, to);
    pen.fillStyle = level ? map.ramp[level - 1] : NO_LEVEL;
    pen.fill("evenodd");
    pen.setLineDash(village.properties.derived ? [0.6 * rem, 0.5 * rem] : []);
    pen.strokeStyle = "rgba(20, 24, 29, 0.45)";
    pen.lineWidth = 0.12 * rem;
    pen.stroke();
    pen.setLineDash([]);
}

/* Warned villages of one colour: a rim about all of them and hatching, closer the graver, over the levels they have. */
function drawWarned(pen, group, name, map, to, rem) {
    const ink = colour(name) || INK, apart = (HATCH[name] ?? HATCH.blue) * rem;
    for (const [style, wide] of [[LIGHT, 2.4], [ink, 1.6]]) {
        pen.strokeStyle = style;
        pen.lineWidth = wide * rem;
        group.forEach((village) => {
            trace(pen, village, to);
            pen.stroke();
        });
    }
    group.forEach((village) => drawLevel(pen, village, map, to, rem)); // over the rims between them
    pen.save();
    pen.beginPath();
    group.forEach((village) => follow(pen, village, to));
    pen.clip("nonzero");
    pen.beginPath();
    for (let x = -pen.canvas.height; x < pen.canvas.width; x += apart) {
        pen.moveTo(x, pen.canvas.height);
        pen.lineTo(x + pen.canvas.height, 0);
    }
    pen.strokeStyle = ink;
    pen.lineWidth = 0.3 * rem;
    pen.stroke();
    pen.restore();
}

function drawRoute(pen, points, to, rem) {
    for (const [style, wide] of [[LIGHT, 1.3], [colour("accent"), 0.7]]) {
        pen.beginPath();
        points.forEach(([lon, lat], k) => (k ? pen.lineTo(to.x(lon), to.y(lat)) : pen.moveTo(to.x(lon), to.y(lat))));
        pen.strokeStyle = style;
        pen.lineWidth = wide * rem;
        pen.stroke();
    }
}

function drawBase(pen, x, y, rem, taken) {
    const half = 1.1 * rem;
    taken.push([x - half, y - half, x + half, y + half]);
    pen.fillStyle = colour("accent");
    pen.fillRect(x - half, y - half, 2 * half, 2 * half);
    pen.strokeStyle = LIGHT;
    pen.lineWidth = 0.35 * rem;
    pen.strokeRect(x - half, y - half, 2 * half, 2 * half);
}

/* Open claims by place; villages whose numbers would lie on each other are one heap, where most of them are. */
function gathered(open, villages, to, rem) {
    const heaps = [];
    for (const [i, n] of [...open].sort((a, b) => b[1] - a[1]).filter(([k]) => villages[k])) {
        const [x, y] = middleOf(villages[i], to);
        const near = heaps.find((heap) => Math.hypot(heap.x - x, heap.y - y) < 2 * HEAP * rem);
        if (near) {
            near.n += n;
        } else {
            heaps.push({ x, y, n });
        }
    }
    return heaps;
}

function drawOpen(pen, { x, y, n }, rem, taken) {
    const size = n > 99 ? 3 : 3.6, half = HEAP * rem;
    pen.beginPath();
    pen.arc(x, y, half, 0, 2 * Math.PI);
    pen.fillStyle = INK;
    pen.fill();
    pen.strokeStyle = LIGHT;
    pen.lineWidth = 0.35 * rem;
    pen.stroke();
    pen.fillStyle = LIGHT;
    pen.font = `700 ${size * rem}px ${FONT}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(String(n), x, y);
    taken.push([x - half, y - half, x + half, y + half]);
}

function drawName(pen, name, [middle, y], rem, taken, width, height) {
    pen.font = `700 ${3.2 * rem}px ${FONT}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    const half = pen.measureText(name).width / 2, high = 2 * rem;
    const x = Math.min(Math.max(middle, half), width - half);
    const free = [0, -4.4, 4.4, -8, 8].map((rows) => y + rows * rem).find((at) =>
        at > high && at < height - high && !taken.some(([l, t, r, b]) => l < x + half && r > x - half && t < at + high && b > at - high));
    if (free === undefined) {
        return; // it would lie on another name
    }
    taken.push([x - half, free - high, x + half, free + high]);
    pen.lineWidth = 0.9 * rem;
    pen.strokeStyle = LIGHT;
    pen.strokeText(name, x, free);
    pen.fillStyle = INK;
    pen.fillText(name, x, free);
}

/* A bar of round kilometres in the corner. */
function drawScale(pen, to, width, height, rem) {
    const perKm = to.scale / 111.32, raw = (0.2 * width) / perKm, tens = 10 ** Math.floor(Math.log10(raw));
    const km = [5, 2, 1].map((n) => n * tens).find((one) => one <= raw), x = 2 * rem, y = height - 2 * rem;
    pen.strokeStyle = colour("ink");
    pen.lineWidth = 0.5 * rem;
    pen.beginPath();
    pen.moveTo(x, y - rem);
    pen.lineTo(x, y);
    pen.lineTo(x + km * perKm, y);
    pen.lineTo(x + km * perKm, y - rem);
    pen.stroke();
    pen.fillStyle = colour("ink");
    pen.font = `${3 * rem}px ${FONT}`;
    pen.textAlign = "left";
    pen.textBaseline = "alphabetic";
    pen.fillText(`${km} km`, x + rem, y - 1.4 * rem);
}

export function isDark(level) {
    return level >= DARK_FROM;
}
