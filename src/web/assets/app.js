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

// Lists that are typed row by row: the button adds a row here instead of sending the form. The rows
// are numbered in the names of their fields, "list.2.key", as the server numbers them.
function row_put_number(row, number) {
    row.querySelector("legend").textContent = `第 ${number} 条`;
    for (const element of row.querySelectorAll("[id], [for], [name], [aria-describedby]")) {
        for (const name of ["id", "for", "name", "aria-describedby"]) {
            if (element.hasAttribute(name)) {
                const text = element.getAttribute(name);
                element.setAttribute(name, text.replaceAll(/\.\d+\./g, `.${number}.`));
            }
        }
    }
}

function row_empty(row) {
    for (const fault of row.querySelectorAll(".fault")) fault.remove();
    for (const field of row.querySelectorAll(".has-fault")) field.classList.remove("has-fault");
    for (const input of row.querySelectorAll("input, select, textarea")) {
        input.value = "";
        input.removeAttribute("value");
        input.removeAttribute("aria-invalid");
        input.removeAttribute("autofocus");
    }
}

for (const button of document.querySelectorAll("[data-more]")) {
    button.addEventListener("click", (event) => {
        event.preventDefault();
        const list = button.closest("[data-rows]");
        const rows = list.querySelectorAll(".rows-row");
        const row = rows[rows.length - 1].cloneNode(true);
        row_empty(row);
        row_put_number(row, rows.length + 1);
        rows[rows.length - 1].after(row);
        button.hidden = rows.length + 1 >= Number(button.dataset.more);
        row.querySelector("input, select, textarea").focus();
    });
}

// A text that is spoken of by its lines shows their numbers beside it, which move with it.
function lines_show(area) {
    const frame = document.createElement("div"), numbers = document.createElement("pre");
    frame.className = "editor-frame";
    numbers.className = "editor-lines";
    numbers.setAttribute("aria-hidden", "true");
    area.replaceWith(frame);
    frame.append(numbers, area);
    const follow = () => { numbers.scrollTop = area.scrollTop; };
    const count = () => {
        const lines = area.value.split("\n").length;
        if (Number(numbers.dataset.lines) !== lines) {
            numbers.dataset.lines = lines;
            numbers.textContent = Array.from({ length: lines }, (_, at) => at + 1).join("\n") + "\n\n";
        }
        numbers.style.height = `${area.clientHeight}px`;
        follow();
    };
    area.addEventListener("input", count);
    area.addEventListener("scroll", follow);
    new ResizeObserver(count).observe(area);
    count();
}
for (const area of document.querySelectorAll("textarea[data-lines]")) lines_show(area);

// What changes by itself, marked data-live, is fetched again and put in place until the server says
// that it has ended; then the whole page is loaded once more. Where several things run, data-live
// counts them, and the page is loaded when one ends. Where no script runs, the page does it.
const LIVE_MS = 1500;

function live_put(region, fresh) {
    // Bars move; text is only touched when it differs, so that it is not read out again.
    const bar = region.querySelector("progress"), fresh_bar = fresh.querySelector("progress");
    if (bar && fresh_bar?.hasAttribute("value")) {
        bar.max = fresh_bar.max;
        bar.value = fresh_bar.value;
    }
    const text = region.querySelector("[data-live-text]");
    const fresh_text = fresh.querySelector("[data-live-text]");
    if (text.innerHTML !== fresh_text.innerHTML) text.innerHTML = fresh_text.innerHTML;
}

async function live_look() {
    const region = document.querySelector("[data-live]");
    if (!region) return;
    try {
        const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
        if (!answer.ok) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.querySelector("[data-live]");
        if (fresh?.dataset.live !== region.dataset.live) return location.reload();
        live_put(region, fresh);
    } catch {
        // The server is away for a moment: it is asked again.
    }
    setTimeout(live_look, LIVE_MS);
}
if (document.querySelector("[data-live]")) setTimeout(live_look, LIVE_MS);
