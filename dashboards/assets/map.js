/* Regions on a map: drawn once from a hashed address, coloured by a string of digits.
   What is painted is kept beside the map, so that another string repaints the shapes there are:
   dash-leaflet would make every shape anew. No request leaves this machine from here. */
"use strict";

(function () {
    const GREY = "#ced4da";
    const CHOSEN = "#0b3d91";
    const STEP_PX = 6;
    const OPACITY = 0.9;
    const OVER_TILES = 0.6;
    const ROOM = 1.6; // a region sought is shown with this much around it
    const patterns = new Map();
    const states = new WeakMap(); // Leaflet's map → what is painted on it
    const named = new Map(); // name in a hideout → the same
    const wanted = new Map(); // name → what to paint once it is drawn

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

    function stateOf(map) {
        if (!states.has(map)) {
            states.set(map, { map, regions: new Map(), told: null, now: null, url: "" });
        }
        return states.get(map);
    }

    /* The state of a coloured layer; what the page tells last wins. */
    function follow(context) {
        const state = stateOf(context.map);
        if (state.told !== context.hideout) {
            const name = context.hideout.name;
            state.told = context.hideout;
            state.now = (name && wanted.get(name)) || context.hideout;
            if (name) {
                named.set(name, state);
                context.map.once("unload", () => named.delete(name) && wanted.delete(name));
            }
        }
        if (state.url !== context.url) {
            state.url = context.url;
            state.regions.clear();
        }
        return state;
    }

    function digit(now, feature) {
        return Number(now.digits[feature.properties.i] || 0);
    }

    function isUnsure(now, feature) {
        return now.unsure[feature.properties.i] === "1";
    }

    function look(state, feature) {
        const now = state.now;
        const level = digit(now, feature);
        const colour = level > 0 ? now.ramp[level - 1] : GREY;
        const { code, parent, derived } = feature.properties;
        const chosen = code === now.selected;
        const within = Boolean(now.selected) && parent === now.selected; // of the township chosen
        const tiles = state.map.getPane("tilePane").hasChildNodes();
        return {
            fillColor: level > 0 && isUnsure(now, feature) ? hatched(colour) : colour,
            fillOpacity: level > 0 ? (tiles ? OVER_TILES : OPACITY) : tiles ? 0 : 0.35,
            color: chosen || within ? CHOSEN : "#5c5f66",
            weight: chosen ? 3 : within ? 2 : 0.7,
            dashArray: derived && !chosen ? "3 3" : null,
        };
    }

    function style(feature, context) {
        return look(follow(context), feature);
    }

    function outline() {
        return { fill: false, color: "#212529", weight: 1.6 };
    }

    /* Outlines on bare ground, seen on light and dark alike. */
    function frame() {
        return { fill: false, color: "#868e96", weight: 1.4 };
    }

    /* A region's number in words where there is one, else its class. */
    function told(now, label, i) {
        const value = now.told ? now.told.values[i] : null;
        if (value === null || value === undefined) {
            return label;
        }
        const formats = window.dashAgGridFunctions;
        const v = now.told.written === "chance" ? formats.huzhu_chance(value)
            : formats.huzhu_number(value, now.told.written);
        return now.told.word.replace("{v}", v).replace("{label}", label);
    }

    /* Words of a region, made when they are asked for: its colours may change until then. */
    function words(state, feature) {
        const { name, township, i } = feature.properties;
        const now = state.now;
        const box = document.createElement("div");
        const head = document.createElement("strong");
        head.textContent = (township ? township + " · " : "") + name;
        const said = [told(now, now.labels[digit(now, feature)], i)];
        if (isUnsure(now, feature)) {
            said.push(now.unsureLabel);
        }
        const text = document.createElement("div");
        text.textContent = said.join(" · ");
        box.append(head, text);
        return box;
    }

    function tip(feature, layer, context) {
        const state = follow(context);
        state.regions.set(feature.properties.code, layer);
        layer.bindTooltip(() => words(state, feature), { sticky: true });
    }

    /* Paint what is drawn under that name; kept for when it will be, if it is not yet. */
    function paint(name, now) {
        wanted.set(name, now);
        const state = named.get(name);
        if (!state) {
            return;
        }
        const before = state.now.selected;
        state.now = now;
        for (const layer of state.regions.values()) {
            layer.setStyle(look(state, layer.feature));
        }
        const chosen = state.regions.get(now.selected);
        if (chosen) {
            chosen.bringToFront();
        }
        if (chosen && now.selected !== before) {
            show(state.map, chosen);
        }
        state.map.fire("painted");
    }

    /* What lies over the regions has changed: names look for room again. */
    function renamed(name) {
        const state = named.get(name);
        if (state) {
            state.map.fire("painted");
        }
    }

    /* A region chosen in a list or a search comes into sight. */
    function show(map, layer) {
        const bounds = layer.getBounds();
        if (!map.getBounds().contains(bounds)) {
            map.fitBounds(bounds.pad(ROOM), { animate: false });
        }
    }

    /* The map's name and its buttons', in the page's language. */
    function spoken(feature, latlng, context) {
        const { map, zoom_in, zoom_out } = feature.properties;
        const box = context.map.getContainer();
        box.setAttribute("role", "region");
        box.setAttribute("aria-label", map);
        for (const [name, words] of [["in", zoom_in], ["out", zoom_out]]) {
            const button = box.querySelector(`.leaflet-control-zoom-${name}`);
            button.title = words;
            button.setAttribute("aria-label", words);
        }
        return L.layerGroup();
    }

    window.huzhu = Object.assign({}, window.huzhu, {
        map: Object.assign({}, (window.huzhu || {}).map,
            { style, outline, frame, tip, paint, renamed, spoken, stateOf }),
    });
})();
