/* Names on a map: never one over another. The given ones come first, then those of regions that
   have room for theirs at this zoom; the region chosen is always named. */
"use strict";

(function () {
    const PX = { place: 12, region: 11 };
    const WIDE = /[\u2e80-\uffff]/; // Chinese characters are as wide as high
    const LATIN = 0.56;
    const GAP_PX = 3;
    const ROOM = 1.15; // a region is named where it is so much wider than its name
    let Layer = null;

    function width(text, px) {
        let sum = 0;
        for (const letter of text) {
            sum += WIDE.test(letter) ? 1 : LATIN;
        }
        return sum * px;
    }

    function item(kind, text, at) {
        return { kind, text, at, w: width(text, PX[kind]) + GAP_PX, h: PX[kind] * 1.2 + GAP_PX };
    }

    function hasRoom(layer, told) {
        const box = layer._pxBounds;
        const size = box && box.getSize();
        return Boolean(size) && size.x > told.w * ROOM && size.y > told.h * 1.5;
    }

    /* Chosen, given, then regions with room. */
    function items(map, places) {
        const state = window.huzhu.map.stateOf(map);
        const given = places.map(([name, lat, lon]) => item("place", name, [lat, lon]));
        const found = [];
        for (const [code, layer] of state.regions) {
            const { name, at, township } = layer.feature.properties;
            const told = item("region", name, at);
            if (state.now && code === state.now.selected) {
                given.unshift(Object.assign(told, { chosen: true }));
            } else if (township && hasRoom(layer, told)) {
                found.push(told);
            }
        }
        return [...given, ...found];
    }

    /* Marks on the map are not written over: a base, a claim of the day. */
    function marked(map) {
        const boxes = [];
        map.eachLayer((layer) => {
            const icon = layer._icon;
            if (icon && icon.offsetParent) {
                const { x, y } = map.latLngToContainerPoint(layer.getLatLng());
                const half = icon.offsetWidth / 2;
                boxes.push({ x0: x - half, x1: x + half, y0: y - half, y1: y + half });
            }
        });
        return boxes;
    }

    /* Where a name may stand: at its place, else a line above or below; null: nowhere. */
    function room(told, { x, y }, size, taken) {
        for (const shift of told.kind === "place" ? [0, -told.h, told.h] : [0]) {
            const box = { x0: x - told.w / 2, x1: x + told.w / 2,
                          y0: y + shift - told.h / 2, y1: y + shift + told.h / 2 };
            const inside = box.x0 > 0 && box.y0 > 0 && box.x1 < size.x && box.y1 < size.y;
            if (inside && taken.every((other) => apart(box, other))) {
                return { box, shift };
            }
        }
        return null;
    }

    function apart(a, b) {
        return a.x1 < b.x0 || b.x1 < a.x0 || a.y1 < b.y0 || b.y1 < a.y0;
    }

    function make() {
        return L.Layer.extend({
            initialize(places) {
                this.places = places;
            },
            onAdd(map) {
                const pane = map.getPane("names") || map.createPane("names");
                Object.assign(pane.style, { zIndex: 450, pointerEvents: "none" });
                pane.setAttribute("aria-hidden", "true"); // the list beside the map has them all
                this.box = document.createElement("div");
                this.box.className = "leaflet-zoom-hide";
                pane.append(this.box);
                map.on("moveend zoomend resize painted", this.later, this);
                map.on("layeradd", this.added, this);
                this.later();
            },
            onRemove(map) {
                map.off("moveend zoomend resize painted", this.later, this);
                map.off("layeradd", this.added, this);
                cancelAnimationFrame(this.frame);
                this.frame = null;
                this.box.remove();
            },
            added(event) {
                if (event.layer.feature || event.layer._icon) { // a region or mark, not a tooltip
                    this.later();
                }
            },
            later() {
                if (!this.frame) {
                    this.frame = requestAnimationFrame(() => {
                        this.frame = null;
                        this.place();
                    });
                }
            },
            place() {
                const map = this._map;
                const size = map.getSize();
                const taken = marked(map);
                this.box.textContent = "";
                for (const told of items(map, this.places)) {
                    const found = room(told, map.latLngToContainerPoint(told.at), size, taken);
                    if (found) {
                        taken.push(found.box);
                        this.box.append(this.word(told, map, found.shift));
                    }
                }
            },
            word(told, map, shift) {
                const word = document.createElement("div");
                word.className = `place-name ${told.kind}${told.chosen ? " chosen" : ""}`;
                word.append(document.createElement("span"));
                word.firstChild.textContent = told.text;
                L.DomUtil.setPosition(word, map.latLngToLayerPoint(told.at).add([0, shift]));
                return word;
            },
        });
    }

    /* Leaflet comes with the first map, later than this file. */
    function names(feature) {
        Layer = Layer || make();
        return new Layer(feature.properties.places);
    }

    window.huzhu = Object.assign({}, window.huzhu, {
        map: Object.assign({}, (window.huzhu || {}).map, { names }),
    });
})();
