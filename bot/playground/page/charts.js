// Tables and charts.

import { h, svg } from "./dom.js";
import { richText } from "./rich_text.js";

const WIDTH = 480;
const HEIGHT = 220;
const EDGE = { left: 44, right: 8, top: 8, bottom: 36 };
const COLOURS = 6;
/** Of a bar's room, in hundredths: where its figure stands. */
const BESIDE = 22;

/** A `table` or `data_table` block. */
export function table(block) {
  const [head, ...rows] = block.rows;
  const settings = block.column_settings ?? [];
  const cell = (tag) => (value, column) =>
    h(tag, { class: `align-${settings[column]?.align ?? (value.type === "raw_number" ? "right" : "left")}${settings[column]?.is_wrapped ? " wraps" : ""}`, scope: tag === "th" ? "col" : null },
      value.type === "rich_text" ? richText(value) : value.text);
  return h("div", { class: "table", tabindex: "0", role: "region", "aria-label": block.caption ?? "Table" },
    h("table", {},
      block.caption ? h("caption", {}, block.caption) : null,
      h("thead", {}, h("tr", {}, head.map(cell("th")))),
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell("td")))))));
}

/** A `data_visualization` block: the drawing, and its figures as a table for those who cannot see it. */
export function chart({ title, chart: drawn }) {
  return h("figure", { class: "chart" }, h("figcaption", {}, title), legend(drawn), DRAWINGS[drawn.type](drawn), figures(title, drawn));
}

const DRAWINGS = { pie, bar: bars, line: axes, area: axes };

function legend(drawn) {
  const names = drawn.type === "pie" ? drawn.segments.map((each) => `${each.label}: ${each.value}`) : drawn.series.map((each) => each.name);
  return h("ul", { class: "legend", "aria-hidden": "true" }, names.map((name, index) => h("li", { class: `series-${index % COLOURS}` }, name)));
}

function figures(title, drawn) {
  const rows = drawn.type === "pie"
    ? drawn.segments.map((each) => [each.label, each.value])
    : drawn.axis_config.categories.map((category) => [category, ...drawn.series.map((each) => valueAt(each, category))]);
  const head = drawn.type === "pie" ? ["", "Value"] : ["", ...drawn.series.map((each) => each.name)];
  // Around the table, which would not be as small as it is told to be, and would leave an empty place to scroll to.
  return h("div", { class: "for-readers" }, h("table", {}, h("caption", {}, title),
    h("tr", {}, head.map((name) => h("th", { scope: "col" }, name))),
    rows.map(([name, ...values]) => h("tr", {}, h("th", { scope: "row" }, name), values.map((value) => h("td", {}, rounded(value)))))));
}

const valueAt = (series, category) => series.data.find((point) => point.label === category).value;

function pie({ segments }) {
  const total = segments.reduce((sum, each) => sum + each.value, 0);
  const radius = HEIGHT / 2 - 8;
  let turned = 0;
  const point = (share) => [HEIGHT / 2 + radius * Math.sin(2 * Math.PI * share), HEIGHT / 2 - radius * Math.cos(2 * Math.PI * share)];
  const slices = segments.map((each, index) => {
    const [from, to] = [turned / total, (turned += each.value) / total];
    if (segments.length === 1) return svg("circle", { class: `series-${index}`, cx: HEIGHT / 2, cy: HEIGHT / 2, r: radius });
    const path = `M${HEIGHT / 2},${HEIGHT / 2}L${point(from)}A${radius},${radius} 0 ${to - from > 0.5 ? 1 : 0} 1 ${point(to)}Z`;
    return svg("path", { class: `series-${index % COLOURS}`, d: path });
  });
  return svg("svg", { viewBox: `0 0 ${HEIGHT} ${HEIGHT}`, class: "pie", "aria-hidden": "true" }, slices);
}

/** Lying down, so that names of twenty characters can be read beside them, and each with its figure. */
function bars({ series, axis_config: { categories, y_label: unit } }) {
  const values = series.flatMap((each) => each.data.map((point) => point.value));
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const from = low < 0 ? BESIDE : 0;
  const x = (value) => from + ((value - low) / (high - low || 1)) * (100 - BESIDE - from);
  const bar = (value, index) => svg("svg", { class: "mark" },
    svg("line", { class: "zero", x1: `${x(0)}%`, x2: `${x(0)}%`, y1: 0, y2: 16 }),
    svg("rect", { class: `series-${index % COLOURS}`, x: `${x(Math.min(0, value))}%`, width: `${Math.abs(x(value) - x(0))}%`, y: 2, height: 12, rx: 2 }),
    svg("text", { x: `${x(value)}%`, dx: value < 0 ? -5 : 5, y: 12, "text-anchor": value < 0 ? "end" : "start" }, rounded(value)));
  return h("div", { class: "bars", "aria-hidden": "true" },
    unit ? h("div", { class: "hint" }, unit) : null,
    categories.map((category) => h("div", { class: "bars-of" }, h("span", {}, category), h("div", {}, series.map((each, index) => bar(valueAt(each, category), index))))));
}

function axes({ type, series, axis_config: { categories, x_label: across, y_label: up } }) {
  const values = series.flatMap((each) => each.data.map((point) => point.value));
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const step = niceStep((high - low) / 4 || 1);
  const [bottom, top] = [Math.floor(low / step) * step, Math.ceil(high / step) * step || step];
  const band = (WIDTH - EDGE.left - EDGE.right) / categories.length;
  const x = (index) => EDGE.left + band * (index + 0.5);
  const y = (value) => EDGE.top + ((top - value) / (top - bottom)) * (HEIGHT - EDGE.top - EDGE.bottom);
  const lines = [];
  for (let value = bottom; value <= top + step / 2; value += step) {
    lines.push(svg("line", { class: "grid", x1: EDGE.left, x2: WIDTH - EDGE.right, y1: y(value), y2: y(value) }));
    lines.push(svg("text", { x: EDGE.left - 6, y: y(value) + 4, "text-anchor": "end" }, rounded(value)));
  }
  const every = Math.ceil(categories.length / 8);
  const names = categories.map((name, index) => (index % every ? null : svg("text", { x: x(index), y: HEIGHT - EDGE.bottom + 16, "text-anchor": "middle" }, name)));
  const axisNames = [
    across ? svg("text", { class: "axis", x: WIDTH / 2, y: HEIGHT - 4, "text-anchor": "middle" }, across) : null,
    up ? svg("text", { class: "axis", x: 10, y: HEIGHT / 2, "text-anchor": "middle", transform: `rotate(-90 10 ${HEIGHT / 2})` }, up) : null,
  ];
  const marks = series.map(curve);
  function curve(each, index) {
    const points = categories.map((category, place) => `${x(place)},${y(valueAt(each, category))}`);
    const area = type === "area" ? svg("polygon", { class: `area series-${index % COLOURS}`, points: [`${x(0)},${y(0)}`, ...points, `${x(categories.length - 1)},${y(0)}`].join(" ") }) : null;
    return [area, svg("polyline", { class: `line series-${index % COLOURS}`, points: points.join(" ") })];
  }
  return svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" }, lines, marks, names, axisNames);
}

const rounded = (value) => String(Number(value.toPrecision(6)));

function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
}
