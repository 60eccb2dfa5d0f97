/* Reach by keyboard and by readers of screens, where a library leaves it out. */
"use strict";

(function () {
    const formats = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});

    /* Tab goes on to what follows the table; arrows walk its cells. */
    formats.huzhu_leave = () => false;

    /* One cell of what is drawn stands in the order of Tab, so that the table can be scrolled by keys. */
    function reachTables() {
        for (const cells of document.querySelectorAll(".ag-center-cols-container")) {
            const first = cells.querySelector(".ag-cell");
            if (first && !cells.closest(".ag-root").querySelector('.ag-cell[tabindex="0"]')) {
                first.tabIndex = 0;
            }
        }
    }

    /* A file input is named by the words of the box it stands in. */
    function nameFiles() {
        for (const input of document.querySelectorAll('input[type="file"]:not([aria-label])')) {
            const words = (input.parentElement.textContent || "").trim();
            if (words && !input.labels.length) {
                input.setAttribute("aria-label", words);
            }
        }
    }

    /* A Select is read out as what it is, and whether its list is open. */
    function tellLists() {
        for (const input of document.querySelectorAll('input[aria-haspopup="listbox"]')) {
            const open = String(input.dataset.expanded === "true");
            if (input.getAttribute("aria-expanded") !== open) {
                input.setAttribute("role", "combobox");
                input.setAttribute("aria-expanded", open);
            }
        }
    }

    document.addEventListener("DOMContentLoaded", () => {
        let asked = false;
        new MutationObserver(() => {
            if (!asked) {
                asked = true;
                requestAnimationFrame(() => { asked = false; nameFiles(); reachTables(); tellLists(); });
            }
        }).observe(document.body, { childList: true, subtree: true, attributeFilter: ["data-expanded"] });
    });
})();
