/* What a tap does: it is written down, finds its point, and is sent when there is signal. No request
   leaves the server the page came from; what the page knows it keeps on the phone. */
"use strict";

(function () {
    const queue = window.huzhuQueue;
    const { now, words, part, element, fill, passOf, currentOf, isTold, nowMin, lastArrival, draw, say } = window.huzhuDraw;
    const KINDS = ["set_out", "arrived", "finished"];
    const TICK_MS = 1000, DOUBLE_MS = 1200, AGAIN_MS = 15_000, REFRESH_MS = 60_000, PHOTO_APART_MS = 12 * 3600_000;
    const PRECISE = { enableHighAccuracy: true, timeout: 9000, maximumAge: 20_000 };
    let sending = false, asked = 0, tried = 0, tapped = 0;

    function choose(claim_id) {
        now.chosen = claim_id;
        draw();
        window.scrollTo(0, 0);
    }

    function takeBack(id) {
        queue.takeBack(id);
        tapped = 0;
        draw();
    }

    function tap(kind, more) {
        const pass = passOf(), day = queue.day(pass), stop = day && currentOf(day);
        const again = !more && (Date.now() - tapped < DOUBLE_MS || isTold(stop, kind));
        if (!stop || again) {
            return null; // a glove taps twice, and the next stop stands there by then
        }
        tapped = Date.now();
        const label = { village: stop.village, house: stop.house };
        const item = queue.add({ pass, claim_id: stop.claim_id, kind, label, ...more });
        now.chosen = kind === "finished" ? null : stop.claim_id;
        say("");
        if (!more) {
            locate(item.uuid);
        }
        draw();
        return item;
    }

    function locate(id) {
        if (!window.isSecureContext || !navigator.geolocation) {
            return;
        }
        navigator.geolocation.getCurrentPosition(
            ({ coords }) => {
                queue.change(id, { lon: coords.longitude, lat: coords.latitude, accuracy_m: coords.accuracy });
                draw();
            },
            () => {}, // no point: the check-in stands without
            PRECISE,
        );
    }

    /* A photograph bears an arrival out: added to it while it waits, else told once more with it. */
    async function addPhoto(file) {
        const day = queue.day(passOf()), stop = day && currentOf(day), arrival = stop && lastArrival(stop);
        const photo_ms = await window.huzhuExif.takenAt(file);
        if (!arrival || photo_ms === null) {
            say(words.photo_none);
        } else if (Math.abs(photo_ms - arrival.made_ms) > PHOTO_APART_MS) {
            say(fill(words.photo_old, { day: new Date(photo_ms).toLocaleDateString("sv-SE") }));
        } else if (queue.items().some((one) => one.uuid === arrival.uuid)) {
            queue.change(arrival.uuid, { photo_ms });
        } else {
            const { made_ms, ahead_s, lon, lat, accuracy_m, typed, pass, claim_id, kind, label } = arrival;
            queue.add({ made_ms, ahead_s, lon, lat, accuracy_m, typed, pass, claim_id, kind, label, photo_ms });
        }
        draw();
    }

    function tapTyped(event) {
        event.preventDefault();
        const day = queue.day(passOf());
        const [hour, minute] = part("typed-time").value.split(":").map(Number);
        const made_ms = Date.now() - 60_000 * (nowMin(day) - (60 * hour + minute));
        if (made_ms > Date.now()) {
            say(words.typed_later);
            return;
        }
        tap(part("typed-kind").value, { made_ms, typed: true });
        part("typed").open = false;
    }

    async function send(until) {
        if (sending || !queue.due(until).length) {
            return;
        }
        sending = true;
        tried = Date.now();
        now.status = await queue.flush(until);
        asked = tried;
        sending = false;
        tell();
    }

    async function refresh() {
        const pass = passOf();
        if (!pass || sending) {
            return;
        }
        asked = Date.now();
        now.status = await queue.refresh(pass);
        tell();
    }

    function tell() {
        if ([401, 404, 410].includes(now.status)) {
            say(words["pass_" + now.status]);
        }
        draw();
    }

    function tick() {
        if (now.status === 200 || Date.now() - tried > AGAIN_MS) {
            send(Date.now());
        }
        if (Date.now() - asked > REFRESH_MS) {
            refresh();
        }
        draw();
    }

    function label() {
        const texts = { "queue-title": "queue_title", "sent-title": "sent_title", "stops-title": "stops_title", send: "send", synthetic: "synthetic" };
        for (const [id, name] of Object.entries(texts)) {
            part(id).textContent = words[name];
        }
        document.querySelector("#photo-label span").textContent = words.photo;
        document.querySelector("#typed summary").textContent = words.typed;
        document.querySelector("#typed button").textContent = words.typed_add;
        part("typed-time").setAttribute("aria-label", words.typed_time);
        part("typed-kind").setAttribute("aria-label", words.typed);
        part("typed-kind").append(...KINDS.map((kind) => element("option", words[kind], { value: kind })));
        part("typed-kind").value = "arrived";
    }

    function begin() {
        Object.assign(now, { choose, takeBack });
        label();
        document.querySelectorAll(".deeds button").forEach((button) =>
            button.addEventListener("click", () => tap(button.dataset.kind)));
        part("photo").addEventListener("change", (event) => {
            const [file] = event.target.files;
            if (file) {
                addPhoto(file).then(() => { event.target.value = ""; });
            }
        });
        document.querySelector("#typed form").addEventListener("submit", tapTyped);
        part("send").addEventListener("click", () => send(Infinity));
        part("language").addEventListener("click", (event) => {
            event.preventDefault(); // the pass goes along, which no server sees
            location.href = part("language").getAttribute("href") + location.hash;
        });
        window.addEventListener("online", () => { now.status = 200; refresh(); send(Date.now()); });
        window.addEventListener("offline", () => { now.status = 0; draw(); });
        window.addEventListener("hashchange", () => { now.chosen = null; refresh(); draw(); });
        if (!window.isSecureContext) {
            say(words.not_secure);
        } else if (navigator.serviceWorker) {
            navigator.serviceWorker.register("sw.js");
        }
        draw();
        refresh();
        setInterval(tick, TICK_MS);
    }

    begin();
})();
