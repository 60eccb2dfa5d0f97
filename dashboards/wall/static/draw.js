/* Words and elements: nothing is kept but what stands on the screen. */

export const words = JSON.parse(document.getElementById("words").textContent);

export function say(key, values = {}) {
    return words[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/* An element: `element("li.late", "text", child, …)`. */
export function element(kind, ...children) {
    const [tag, ...classes] = kind.split(".");
    const made = document.createElement(tag || "div");
    made.classList.add(...classes);
    made.append(...children.filter((child) => child !== null && child !== ""));
    return made;
}

export function fill(part, ...children) {
    part.replaceChildren(...children);
}

/* Text of an element, written only when it differs. */
export function write(part, text) {
    if (part.textContent !== text) {
        part.textContent = text;
    }
}

/* Minutes as people say them. */
export function span(minutes) {
    const whole = Math.round(Math.abs(minutes));
    if (whole < 120) {
        return say("minutes", { n: whole });
    }
    const hours = Math.round(whole / 60);
    return hours < 72 ? say("hours", { n: hours }) : say("days", { n: Math.round(hours / 24) });
}

export function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/* A canvas as many dots wide as its place on the screen; its context, and the size of 1rem in dots. */
export function sheet(canvas) {
    const dense = window.devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * dense), height = Math.round(canvas.clientHeight * dense);
    if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
    }
    const pen = canvas.getContext("2d");
    pen.clearRect(0, 0, width, height);
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) * dense;
    return { pen, width, height, rem };
}

export const FONT = '"Noto Sans SC", "Noto Sans CJK SC", sans-serif';
