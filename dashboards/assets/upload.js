/* Sends files to the server: chosen by a button or dropped on its zone, with the share sent.
   The zone says where to (data-upload), and which components take the answer. */
"use strict";

(function () {
    function zoneOf(event) {
        const zone = event.target.closest && event.target.closest("[data-upload]");
        return zone && zone.dataset.open ? zone : null;
    }

    function say(zone, text) {
        window.dash_clientside.set_props(zone.dataset.said, { children: text });
    }

    function send(zone, files) {
        if (!files.length || zone.dataset.busy) { return; }
        const body = new FormData();
        for (const file of files) { body.append(zone.dataset.field, file, file.name); }
        const request = new XMLHttpRequest();
        request.open("POST", zone.dataset.upload);
        request.setRequestHeader("Accept", "application/json");
        request.responseType = "json";
        request.upload.onprogress = (event) => {
            const share = event.total ? Math.round(100 * event.loaded / event.total) : 0;
            say(zone, share < 100 ? zone.dataset.sending.replace("%", share + "%")
                : zone.dataset.taking);
        };
        request.onloadend = () => {
            delete zone.dataset.busy;
            const answer = request.response || {};
            say(zone, answer.token ? "" : answer.why || zone.dataset.broken);
            if (answer.token) {
                window.dash_clientside.set_props(zone.dataset.batch, { data: answer.token });
            }
        };
        zone.dataset.busy = "1";
        say(zone, zone.dataset.sending.replace("%", "0%"));
        request.send(body);
    }

    document.addEventListener("click", (event) => {
        const zone = zoneOf(event);
        if (!zone || !event.target.closest("button")) { return; }
        const input = document.createElement("input");
        input.type = "file";
        input.multiple = true;
        input.accept = zone.dataset.accept;
        input.onchange = () => send(zone, input.files);
        input.click();
    });

    for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
        document.addEventListener(kind, (event) => {
            const zone = zoneOf(event);
            if (!zone) { return; }
            event.preventDefault();
            zone.classList.toggle("over", kind === "dragenter" || kind === "dragover");
            if (kind === "drop") { send(zone, event.dataTransfer.files); }
        });
    }
})();
