/* Keeps the page itself on the phone, so that it opens without signal. What is asked of the server
   is never kept here: the page does that, in its own store. */
"use strict";

const KEPT = "huzhu-checkin-{{ digest }}";
const SHELL = ["./", "./?lang=zh", "./?lang=en", "app.css", "exif.js", "queue.js", "draw.js", "app.js"];

self.addEventListener("install", (event) => {
    const fresh = SHELL.map((address) => new Request(address, { cache: "reload" }));
    event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(fresh)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
    event.waitUntil(
        caches.keys()
            .then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name))))
            .then(() => self.clients.claim()),
    );
});

self.addEventListener("fetch", (event) => {
    if (event.request.method !== "GET" || new URL(event.request.url).pathname.endsWith("/day")) {
        return;
    }
    event.respondWith(
        caches.open(KEPT).then((kept) => kept.match(event.request)).then((found) => found || fetch(event.request)),
    );
});
