/* Drawing of map regions, number formats of tables, and the dark mode of AG Grid.
   No request leaves this machine from here. */
"use strict";

(function () {
    const GREY = "#ced4da";
    const STEP_PX = 6;
    const patterns = new Map();

    /* A fill with dark diagonal lines; Leaflet's canvas takes a pattern where it takes a colour. */
    function hatched(colour) {
        if (!patterns.has(colour)) {
            const tile = document.createElement("canvas");
            tile.width = tile.height = STEP_PX;
            const pen = tile.getContext("2d");
            pen.fillStyle = colour;
            pen.fillRect(0, 0, STEP_PX, STEP_PX);
            pen.strokeStyle = "rgba(0, 0, 0, 0.55)";
            pen.lineWidth = 1;
            pen.beginPath();
            for (const shift of [-STEP_PX, 0, STEP_PX]) {
                pen.moveTo(shift, STEP_PX);
                pen.lineTo(shift + STEP_PX, 0);
            }
            pen.stroke();
            patterns.set(colour, pen.createPattern(tile, "repeat"));
        }
        return patterns.get(colour);
    }

    function digit(context, feature) {
        return Number(context.hideout.digits[feature.properties.i] || 0);
    }

    function isUnsure(context, feature) {
        return context.hideout.unsure[feature.properties.i] === "1";
    }

    function style(feature, context) {
        const level = digit(context, feature);
        const colour = level > 0 ? context.hideout.ramp[level - 1] : GREY;
        const chosen = feature.properties.code === context.hideout.selected;
        return {
            fillColor: level > 0 && isUnsure(context, feature) ? hatched(colour) : colour,
            fillOpacity: level > 0 ? 0.9 : 0.35,
            color: chosen ? "#0b3d91" : "#5c5f66",
            weight: chosen ? 3 : 0.7,
            dashArray: feature.properties.derived && !chosen ? "3 3" : null,
        };
    }

    function outline() {
        return { fill: false, color: "#212529", weight: 1.6 };
    }

    /* Outlines on bare ground, seen on light and dark alike. */
    function frame() {
        return { fill: false, color: "#868e96", weight: 1.4 };
    }

    function tip(feature, layer, context) {
        const box = document.createElement("div");
        const name = document.createElement("strong");
        const place = feature.properties.township;
        name.textContent = (place ? place + " · " : "") + feature.properties.name;
        const words = [context.hideout.labels[digit(context, feature)]];
        if (isUnsure(context, feature)) {
            words.push(context.hideout.unsureLabel);
        }
        const text = document.createElement("div");
        text.textContent = words.join(" · ");
        box.append(name, text);
        layer.bindTooltip(box, { sticky: true });
    }

    window.huzhu = Object.assign({}, window.huzhu, { map: { style, outline, frame, tip } });

    function fixed(value, digits) {
        return Number(value).toLocaleString("en-GB", {
            minimumFractionDigits: digits, maximumFractionDigits: digits,
        });
    }

    function missing(value) {
        return value === null || value === undefined;
    }

    const formats = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
    formats.huzhu_number = (value, digits) => (missing(value) ? "—" : fixed(value, digits));
    formats.huzhu_percent = (value, digits) =>
        missing(value) ? "—" : fixed(100 * value, digits) + "%";
    /* crews of one day: a dot where nobody is sent */
    formats.huzhu_cell = (value) => (value ? String(value) : "·");
    /* a probability is never shown as 0 % or 100 % */
    formats.huzhu_chance = (value) => {
        if (missing(value)) {
            return "—";
        }
        return value > 0.99 ? ">99%" : value < 0.01 ? "<1%" : fixed(100 * value, 0) + "%";
    };

    function followScheme() {
        const dark = document.documentElement.dataset.mantineColorScheme === "dark";
        document.body.dataset.agThemeMode = dark ? "dark" : "light";
    }

    document.addEventListener("DOMContentLoaded", () => {
        followScheme();
        new MutationObserver(followScheme).observe(document.documentElement, {
            attributes: true, attributeFilter: ["data-mantine-color-scheme"],
        });
    });
})();
