/* Reports of the next 24 hours: a bar an hour, ordinary ones below, what an event or warning adds above, hatched, and
   a whisker from the tenth to the ninetieth hundredth of both. */

import { colour, FONT, sheet } from "./draw.js";
import { hourOf } from "./clock.js";

const EVERY_H = 3, ROOM = { left: 9, right: 2, top: 5, bottom: 6 };

function stepOf(most) {
    const raw = most / 4, tens = 10 ** Math.floor(Math.log10(raw));
    return [1, 2, 5, 10].map((n) => n * tens).find((step) => step >= raw);
}

function hatch(pen, rem, ink) {
    const tile = new OffscreenCanvas(Math.ceil(1.6 * rem), Math.ceil(1.6 * rem)), brush = tile.getContext("2d");
    brush.strokeStyle = ink;
    brush.lineWidth = 0.55 * rem;
    for (const shift of [-tile.width, 0, tile.width]) {
        brush.beginPath();
        brush.moveTo(shift, tile.height);
        brush.lineTo(shift + tile.width, 0);
        brush.stroke();
    }
    return pen.createPattern(tile, "repeat");
}

export function drawHours(canvas, ahead) {
    const { pen, width, height, rem } = sheet(canvas);
    if (ahead.state !== "ready" || width === 0) {
        return;
    }
    const left = ROOM.left * rem, bottom = height - ROOM.bottom * rem, top = ROOM.top * rem;
    const wide = (width - left - ROOM.right * rem) / ahead.bars.length;
    const most = Math.max(...ahead.bars.map(([a, b, , high]) => Math.max(a + b, high)), 1);
    const y = (value) => bottom - (value / most) * (bottom - top);
    pen.font = `${3 * rem}px ${FONT}`;
    grid(pen, { left, width, most, y, rem });
    const extra = hatch(pen, rem, colour("hatch"));
    ahead.bars.forEach(([ordinary, more, low, high], k) => {
        const x = left + k * wide, gap = 0.14 * wide;
        pen.fillStyle = colour("accent");
        pen.fillRect(x + gap, y(ordinary), wide - 2 * gap, bottom - y(ordinary));
        if (more > 0) {
            pen.fillStyle = extra;
            pen.fillRect(x + gap, y(ordinary + more), wide - 2 * gap, y(ordinary) - y(ordinary + more));
            pen.strokeStyle = colour("hatch");
            pen.lineWidth = 0.3 * rem;
            pen.strokeRect(x + gap, y(ordinary + more), wide - 2 * gap, y(ordinary) - y(ordinary + more));
        }
        whisker(pen, x + wide / 2, y(low), y(high), 0.22 * wide, rem);
        if (k % EVERY_H === 0) {
            pen.fillStyle = colour("ink");
            pen.textAlign = "center";
            pen.fillText(hourOf(ahead.start + k * 3600), x + wide / 2, bottom + 4.2 * rem);
        }
    });
}

function grid(pen, { left, width, most, y, rem }) {
    const step = Math.max(stepOf(most), 1);
    pen.textAlign = "right";
    for (let value = 0; value <= most; value += step) {
        pen.fillStyle = colour("faint");
        pen.fillText(String(value), left - 1.2 * rem, y(value) + rem);
        pen.strokeStyle = colour("line");
        pen.lineWidth = 0.15 * rem;
        pen.beginPath();
        pen.moveTo(left, y(value));
        pen.lineTo(width, y(value));
        pen.stroke();
    }
}

function whisker(pen, x, low, high, half, rem) {
    pen.strokeStyle = colour("ink");
    pen.lineWidth = 0.4 * rem;
    pen.beginPath();
    pen.moveTo(x, low);
    pen.lineTo(x, high);
    pen.moveTo(x - half, low);
    pen.lineTo(x + half, low);
    pen.moveTo(x - half, high);
    pen.lineTo(x + half, high);
    pen.stroke();
}
