/* The frame: menu, keyboard help, filter bar, address, link to copy, and what to say when the
   server refuses, breaks or is silent. No request leaves this machine from here. */
"use strict";

(function () {
    const CALLBACKS = "_dash-update-component";
    const SCOPE = ["from", "to", "family", "place"];

    const find = (selector) => document.querySelector(selector);

    /* ---- address ------------------------------------------------------------------------- */

    function write(changes) {
        const address = new URL(window.location.href);
        for (const [name, value] of Object.entries(changes)) {
            const text = value === null || value === undefined ? "" : String(value);
            text ? address.searchParams.set(name, text) : address.searchParams.delete(name);
        }
        address.searchParams.delete("lang");
        return address;
    }

    /* Values of a page's controls into its address; Dash is told only of what the frame shows. */
    function keep(...values) {
        const names = values.pop();
        const before = new URLSearchParams(window.location.search);
        const address = write(Object.fromEntries(names.map((name, at) => [name, values[at]])));
        if (address.href === window.location.href) return dash_clientside.no_update;
        window.history.replaceState(window.history.state, "", address);
        if (SCOPE.some((name) => before.get(name) !== address.searchParams.get(name))) {
            dash_clientside.set_props("shell-kept", {
                data: { path: address.pathname, search: address.search },
            });
        }
        return dash_clientside.no_update;
    }

    /* What was changed in the filter bar into the address; the page is told anew by Dash. */
    function narrow(from, to, family, place, told) {
        const now = { from, to, family, place };
        const changed = SCOPE.filter((name) => (now[name] || null) !== (told[name] || null));
        if (!changed.length) return dash_clientside.no_update;
        const changes = { page: null };
        for (const name of changed) changes[name] = now[name];
        return write(changes).search || "?";
    }

    window.dash_clientside = Object.assign(window.dash_clientside || {}, {
        frame: { keep, narrow },
    });

    /* A page of an earlier version leads on to that version: links that do not say one are given it. */
    function carryVersion(event) {
        const version = new URLSearchParams(window.location.search).get("v");
        const link = event.target.closest && event.target.closest("a[href]");
        if (!version || !link || link.origin !== window.location.origin) return;
        const address = new URL(link.href);
        const apart = link.dataset.newest !== undefined || address.pathname === "/wall";
        if (apart || address.searchParams.has("v") || link.getAttribute("href").startsWith("#")) return;
        address.searchParams.set("v", version);
        if (link.target || link.hasAttribute("download") || event.ctrlKey || event.metaKey) {
            link.href = address;
            return;
        }
        event.preventDefault();
        event.stopPropagation();
        window.location.assign(address);
    }

    /* The other language shows the page as it stands in the address, not as it was opened. */
    function carryAddress(link) {
        const lang = new URL(link.href).searchParams.get("lang");
        const address = new URL(window.location.href);
        address.searchParams.set("lang", lang);
        link.href = address;
    }

    /* ---- link to copy: what is said of it stands until the next click ------------------------ */

    async function copyLink(button) {
        const address = write({ v: button.dataset.version });
        const said = find(".scope-said");
        try {
            await navigator.clipboard.writeText(address.href);
            said.textContent = button.dataset.done;
        } catch (_) {
            const field = document.createElement("input");
            field.readOnly = true;
            field.value = address.href;
            field.setAttribute("aria-label", button.textContent);
            said.replaceChildren(field);
            field.select();
        }
    }

    /* ---- menu and help --------------------------------------------------------------------- */

    function setMenu(open) {
        const button = find(".menu-button");
        if (!button) return;
        document.documentElement.dataset.menu = open ? "open" : "shut";
        button.setAttribute("aria-expanded", String(open));
    }

    const isTyping = (target) => target.closest("input, textarea, select, [contenteditable], .ag-root");

    function showHelp() {
        const dialog = find("#shell-help");
        if (dialog && !dialog.open) dialog.showModal();
    }

    document.addEventListener("click", (event) => {
        const target = event.target;
        if (!target.closest) return;
        if (!target.closest(".scope-said")) find(".scope-said")?.replaceChildren();
        if (target.closest(".menu-button")) {
            setMenu(document.documentElement.dataset.menu !== "open");
        } else if (target.closest("nav.pages a")) {
            setMenu(false);
        } else if (target.closest(".help-button")) {
            showHelp();
        } else if (target.closest(".scope-copy")) {
            copyLink(target.closest(".scope-copy"));
        } else if (target.closest(".trouble-close")) {
            hush();
        }
    });
    document.addEventListener("click", (event) => {
        const other = event.target.closest && event.target.closest("#shell-language");
        other ? carryAddress(other) : carryVersion(event);
    }, true);
    document.addEventListener("keydown", (event) => {
        if (event.key === "?" && !isTyping(event.target)) {
            event.preventDefault();
            showHelp();
        }
        if (event.key === "Escape" && document.documentElement.dataset.menu === "open") {
            setMenu(false);
            find(".menu-button").focus();
        }
    });

    /* ---- trouble --------------------------------------------------------------------------- */

    let silent = false;
    let unseen = false; // a page was asked for in vain: the address says what is not shown

    function say(text, href) {
        const box = find(".trouble");
        if (!box || box.dataset.said === text) return;
        const close = document.createElement("button");
        close.type = "button";
        close.className = "plain trouble-close";
        close.textContent = box.dataset.close;
        const words = document.createElement(href ? "a" : "span");
        words.textContent = text;
        if (href) words.href = href;
        box.dataset.said = text;
        box.replaceChildren(words, close);
    }

    function hush() {
        const box = find(".trouble");
        if (!box) return;
        box.dataset.said = "";
        box.replaceChildren();
    }

    async function judge(answer) {
        const box = find(".trouble");
        if (answer.ok || !box) {
            if (silent && unseen) window.location.reload();
            if (silent) hush();
            silent = false;
            return;
        }
        if (answer.status === 401) {
            const next = encodeURIComponent(window.location.pathname + window.location.search);
            say(box.dataset.signedOut, `/login?next=${next}`);
            return;
        }
        const words = await answer.clone().text();
        const plain = (answer.headers.get("Content-Type") || "").startsWith("text/plain");
        say(plain && words ? words : box.dataset.silent);
    }

    const ask = window.fetch.bind(window);
    window.fetch = async function (resource, options) {
        const address = String(resource && resource.url ? resource.url : resource);
        if (!address.includes(CALLBACKS)) return ask(resource, options);
        try {
            const answer = await ask(resource, options);
            await judge(answer);
            return answer;
        } catch (error) {
            if (error.name !== "AbortError") {
                silent = true;
                unseen = unseen || String(options && options.body).includes('"_pages_content');
                const box = find(".trouble");
                if (box) say(box.dataset.silent);
            }
            throw error;
        }
    };

    /* ---- paper: light, whatever the screen wears (Mantine's dark grounds hang on this mark) ---- */

    const root = document.documentElement;
    const MARK = "mantineColorScheme";
    let worn = null;
    window.matchMedia("print").addEventListener("change", (paper) => {
        if (paper.matches) [worn, root.dataset[MARK]] = [root.dataset[MARK], "light"];
        else if (worn) root.dataset[MARK] = worn;
    });
})();
