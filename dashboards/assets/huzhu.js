/* Number formats of tables, and the dark mode of AG Grid.
   No request leaves this machine from here. */
"use strict";

(function () {
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
