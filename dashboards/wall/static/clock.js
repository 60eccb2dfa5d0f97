/* Time on the wall: the server's, carried on by a clock that never jumps; a synthetic county may let it run faster. */

export const speed = Number(document.documentElement.dataset.speed) || 1;
const lang = document.documentElement.dataset.lang === "en" ? "en-GB" : "zh-CN";
let told = null, at = 0;

/* Milliseconds since the page began, in the screen's own pace. */
export function running() {
    return performance.now() * speed;
}

/* The server says what time it is: seconds since 1970 of the county's wall clock. */
export function set(seconds) {
    told = seconds;
    at = running();
}

/* Seconds of the county's wall clock now; null before the first answer. */
export function now() {
    return told === null ? null : told + (running() - at) / 1000;
}

/* Timers in the screen's pace. */
export function every(seconds, what) {
    return setInterval(what, (seconds * 1000) / speed);
}

export function after(seconds, what) {
    return setTimeout(what, (seconds * 1000) / speed);
}

const dayForm = new Intl.DateTimeFormat(lang, { timeZone: "UTC", month: lang === "en-GB" ? "short" : "long", day: "numeric", weekday: "short" });

export function hourOf(seconds) {
    return new Date(seconds * 1000).toISOString().slice(11, 16);
}

export function dayOf(seconds) {
    return dayForm.format(new Date(seconds * 1000));
}

/* The time, with its day where that is another one than today. */
export function momentOf(seconds, today) {
    const same = Math.floor(seconds / 86400) === Math.floor(today / 86400);
    return same ? hourOf(seconds) : `${dayOf(seconds)} ${hourOf(seconds)}`;
}
