// Draws a bar chart from a table that is on the page: <div data-chart="id of the table"
// data-library="URL of ECharts" data-label="what it shows" hidden>. Columns marked data-series in
// the head are drawn, cells carry data-count and data-fen. Without script the table is all there
// is, and it says the same.

const numbers = (row, column, kind) =>
    Number(row.cells[column].dataset[kind]) / (kind === "fen" ? 100 : 1);

const read = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    const series = heads.flatMap((head, i) => ("series" in head.dataset ? [i] : []));
    const rows = [...table.tBodies[0].rows];
    return {
        names: rows.map((row) => row.cells[0].textContent.trim()),
        series: series.map((i) => ({ name: heads[i].textContent.trim(), column: i })),
        rows,
    };
};

const style = (name) =>
    getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const patterns = [
    { symbol: "none" },
    { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [3, 4], rotation: -Math.PI / 4, color: "rgba(255,255,255,.45)" },
    { symbol: "circle", dashArrayX: [[7, 7], [0, 7, 7, 0]], dashArrayY: [7, 0], color: "rgba(0,0,0,.25)" },
];

const options = (data, kind, size) => {
    const unit = kind === "fen" ? "元" : "";
    const text = { color: style("--ink"), fontSize: size, fontFamily: getComputedStyle(document.body).fontFamily };
    const colors = [style("--river"), "#b9a26a", "#7b8794"];
    return {
        animation: false,
        color: colors,
        textStyle: text,
        legend: { show: data.series.length > 1, top: 0, left: 0, textStyle: text },
        tooltip: {
            trigger: "axis", axisPointer: { type: "shadow" }, renderMode: "richText", confine: true,
            textStyle: { fontSize: size }, valueFormatter: (value) => value.toLocaleString("zh-CN") + unit,
        },
        grid: { left: 4, right: size * 3, top: data.series.length > 1 ? size * 3.8 : size * 2, bottom: size * 1.8, containLabel: true },
        xAxis: {
            type: "value", minInterval: 1, splitNumber: 3,
            axisLabel: { ...text, hideOverlap: true, formatter: (value) => (value >= 10000 ? value / 10000 + "万" : value) + unit },
        },
        yAxis: {
            type: "category", data: data.names, inverse: true,
            axisLabel: { ...text, width: size * 8, overflow: "break", interval: 0 },
        },
        series: data.series.map((one, i) => ({
            name: one.name, type: "bar", stack: "all", barMaxWidth: size * 1.6,
            itemStyle: { decal: patterns[i % patterns.length] },
            data: data.rows.map((row) => numbers(row, one.column, kind)),
            markLine: i > 0 ? undefined : {
                silent: true, symbol: "none",
                lineStyle: { color: style("--goji"), width: 2, type: "dashed" },
                label: { ...text, color: style("--goji"), formatter: "目标 0", position: "start", distance: 4 },
                data: [{ xAxis: 0 }],
            },
        })),
    };
};

const toggle = (root, draw) => {
    const bar = document.createElement("div");
    bar.className = "chart-kinds";
    for (const [kind, label] of [["count", "看笔数"], ["fen", "看金额"]]) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn btn-outline-primary";
        button.textContent = label;
        button.setAttribute("aria-pressed", String(kind === "count"));
        button.addEventListener("click", () => {
            for (const one of bar.children) one.setAttribute("aria-pressed", String(one === button));
            draw(kind);
        });
        bar.append(button);
    }
    root.before(bar);
};

const start = async (root) => {
    const table = document.getElementById(root.dataset.chart);
    if (!table) return;
    await import(root.dataset.library); // sets globalThis.echarts
    const data = read(table);
    if (data.rows.length === 0) return;
    const size = parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.875;
    root.hidden = false;
    root.style.height = `${(data.rows.length * 3.4 + 6) * size}px`;
    root.setAttribute("role", "img");
    root.setAttribute("aria-label", `${root.dataset.label}。同样的数字在表里。`);
    const chart = globalThis.echarts.init(root, null, { renderer: "canvas" });
    const draw = (kind) => chart.setOption(options(data, kind, size), true);
    draw("count");
    toggle(root, draw);
    addEventListener("resize", () => chart.resize());
};

// ECharts is large: it is fetched when a chart is about to come into sight.
const near = new IntersectionObserver((entries) => {
    for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        near.unobserve(entry.target);
        start(entry.target.querySelector("[data-chart]"));
    }
}, { rootMargin: "300px" });
for (const root of document.querySelectorAll("[data-chart]")) near.observe(root.parentElement);
