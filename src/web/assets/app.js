// Enhancement only: every page works without this file.

// The list of faults, or whatever else asks for it, gets the focus when the page opens.
document.querySelector('[data-focus="now"]')?.focus();

// A second click on a submit button is a mistake: the first is on its way.
document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || event.defaultPrevented) return;
    setTimeout(() => { button.disabled = true; });
});
// Coming back by the browser's button must find the buttons usable.
addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("button[disabled][type=submit]")) {
        button.disabled = false;
    }
});

// <button data-print hidden> is shown where printing works.
for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
}

// Lists of rows marked data-keys: J and K move, Enter opens the row's first link.
document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input, textarea, select")) return;
    const rows = [...document.querySelectorAll("[data-keys] > *")];
    if (rows.length === 0 || !["j", "k"].includes(event.key.toLowerCase())) return;
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const step = event.key.toLowerCase() === "j" ? 1 : -1;
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
    next.querySelector("a, button")?.focus();
});

// A button marked data-key is reached by its letter; Enter then presses it, so that a stray key
// decides nothing.
document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input, textarea, select")) return;
    document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`)?.focus();
});
