"use strict";
// Curves of all runs over one another. Dragging across a chart zooms all of them; a double click goes back.

const MARGIN = { top: 8, right: 18, bottom: 34, left: 48 };
const LEAST_DRAG = 6;
const DOT = 3;
const FEW_POINTS = 12;
const SMOOTHED = 0.05; // of the points, to either side
const view = { zoom: null, hidden: new Set(), smooth: false, charts: [] };

function curveSection() {
  const { charts, columns } = report.charts;
  if (!charts.length) return null;
  const grid = el("div", { class: "charts" });
  const reset = el("button", { type: "button", id: "reset-zoom", class: "hidden", onclick: () => zoomTo(null) }, "↩ Whole run");
  view.charts = charts.map((chart) => new Chart(chart));
  grid.append(...view.charts.map((chart) => chart.card));
  const thinned = columns === null ? "" : ` Long curves are thinned to the lowest and highest value of each of ${columns} stretches.`;
  const hint = el("p", { class: "small soft" }, `Drag across a curve to zoom all of them, double click to go back.${thinned}`);
  new ResizeObserver(drawAll).observe(grid);
  return section("curves", "Curves", [hint, el("div", { class: "controls" }, runToggles(), smoothToggle(), reset), grid, moreToggles()]);
}

function runToggles() {
  if (report.runs.length < 2) return [];
  return report.runs.map((run, index) =>
    toggle([el("span", { class: "swatch" }), run.short], true, (shown) => {
      if (shown) view.hidden.delete(index);
      else view.hidden.add(index);
      drawAll();
    }, { ...seriesOf(index, "run-toggle") }));
}

function smoothToggle() {
  if (!view.charts.some((chart) => chart.isLong)) return null;
  return toggle("Smooth", false, (smooth) => { view.smooth = smooth; drawAll(); }, { class: "more", id: "smooth" });
}

function moreToggles() {
  const others = view.charts.filter((chart) => !chart.data.words);
  if (!others.length) return null;
  const buttons = others.map((chart) => toggle(chart.data.key, false, (shown) => chart.show(shown), { class: "more" }));
  return el("details", { id: "more-curves" }, el("summary", {}, `${others.length} more curves`), el("div", { class: "controls" }, buttons));
}

function zoomTo(range) {
  view.zoom = range;
  document.getElementById("reset-zoom").classList.toggle("hidden", range === null);
  drawAll();
}

function drawAll() {
  for (const chart of view.charts) chart.draw();
}

class Chart {
  constructor(data) {
    this.data = data;
    this.curves = data.curves.map(unpack);
    this.isLong = this.curves.some(({ points }) => points.length > FEW_POINTS);
    this.svg = svg("svg", { class: "chart", role: "img", "aria-label": this.inWords() });
    this.readout = el("div", { class: "readout number" });
    const title = el("h3", {}, el("code", {}, data.key), " ", el("span", { class: "direction" }, data.words));
    this.card = el("figure", { class: "card", "data-key": data.key }, title, this.svg, this.readout);
    this.show(Boolean(data.words));
    this.listen();
  }

  inWords() {
    const ends = this.curves.map(({ run, points }) => `${report.runs[run].short} ends at ${points.at(-1)[1] ?? "nan"}`);
    return `${this.data.key}: ${ends.join(", ")}`;
  }

  show(shown) {
    this.card.classList.toggle("hidden", !shown);
    this.draw();
  }

  draw() {
    const { width, height } = this.svg.getBoundingClientRect();
    if (!width) return;
    const visible = this.curves.filter(({ run }) => !view.hidden.has(run));
    this.x = axis(view.zoom ?? extent(this.curves, 0), [MARGIN.left, width - MARGIN.right]);
    this.y = axis(padded(this.valuesIn(visible, this.x.range)), [height - MARGIN.bottom, MARGIN.top]);
    const clip = `clip-${view.charts.indexOf(this)}`;
    const [left, top] = [MARGIN.left, MARGIN.top];
    const frame = { x: left - DOT, y: top, width: Math.max(0, width - left - MARGIN.right + 2 * DOT), height: height - top - MARGIN.bottom };
    const lines = visible.map((curve) => this.lines(curve));
    this.overlay = svg("g");
    this.svg.replaceChildren(svg("clipPath", { id: clip }, svg("rect", frame)), this.grid(width, height),
      svg("g", { "clip-path": `url(#${clip})` }, lines), this.overlay);
    this.tellLast(visible);
  }

  valuesIn(curves, [from, to]) {
    return extent(curves.map(({ points }) => ({ points: points.filter(([step]) => step >= from && step <= to) })), 1);
  }

  grid(width, height) {
    const rows = ticks(this.y.range, 4).map((value) => [
      svg("line", { class: "grid", x1: MARGIN.left, x2: width - MARGIN.right, y1: this.y.at(value), y2: this.y.at(value) }),
      svg("text", { x: MARGIN.left - 6, y: this.y.at(value) + 4, "text-anchor": "end" }, brief(value))]);
    const columns = ticks(this.x.range, 5).filter(Number.isInteger).map((value) =>
      svg("text", { x: this.x.at(value), y: height - MARGIN.bottom + 15, "text-anchor": "middle" }, String(value)));
    const label = svg("text", { class: "axis", x: (MARGIN.left + width - MARGIN.right) / 2, y: height - 4 }, "step");
    return svg("g", {}, rows, columns, label);
  }

  lines({ run, points }) {
    const dots = points.length > FEW_POINTS ? [] : points.filter(([, value]) => value !== null)
      .map(([step, value]) => svg("circle", { cx: this.x.at(step), cy: this.y.at(value), r: DOT }));
    const isSmooth = view.smooth && points.length > FEW_POINTS;
    const above = isSmooth ? svg("path", { d: this.path(smoothed(points)) }) : null;
    return svg("g", seriesOf(run), svg("path", { d: this.path(points), class: isSmooth ? "faint" : null }), above, dots);
  }

  path(points) {
    let pen = "M";
    let path = "";
    for (const [step, value] of points) {
      if (value === null) { pen = "M"; continue; }
      path += `${pen}${this.x.at(step).toFixed(1)},${this.y.at(value).toFixed(1)}`;
      pen = "L";
    }
    return path;
  }

  listen() {
    this.svg.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.start = event.offsetX;
      this.svg.setPointerCapture(event.pointerId);
    });
    this.svg.addEventListener("pointermove", (event) => this.move(event.offsetX));
    this.svg.addEventListener("pointerup", (event) => this.finish(event.offsetX));
    this.svg.addEventListener("pointercancel", () => { this.start = undefined; this.draw(); });
    this.svg.addEventListener("pointerleave", () => { if (this.start === undefined) this.draw(); });
    this.svg.addEventListener("dblclick", () => zoomTo(null));
  }

  move(px) {
    const height = this.svg.getBoundingClientRect().height;
    const [top, tall] = [MARGIN.top, height - MARGIN.top - MARGIN.bottom];
    if (this.start !== undefined) {
      this.overlay.replaceChildren(svg("rect", { class: "brush", x: Math.min(px, this.start), y: top, width: Math.abs(px - this.start), height: tall }));
      return;
    }
    const step = this.x.value(px);
    this.overlay.replaceChildren(svg("line", { class: "cursor", x1: px, x2: px, y1: top, y2: top + tall }));
    this.tell(this.curves.filter(({ run }) => !view.hidden.has(run)).map(({ run, points }) => [run, nearest(points, step)]));
  }

  finish(px) {
    const [start, moved] = [this.start, Math.abs(px - this.start)];
    this.start = undefined;
    if (!(moved >= LEAST_DRAG)) { this.draw(); return; }
    const [low, high] = this.x.range;
    const [from, to] = [Math.min(start, px), Math.max(start, px)].map((at) => Math.min(high, Math.max(low, this.x.value(at))));
    if (to > from) zoomTo([from, to]);
  }

  tellLast(curves) {
    this.tell(curves.map(({ run, points }) => [run, points.at(-1)]));
  }

  tell(found) {
    const most = 6;
    const words = found.slice(0, most).map(([run, [step, value]]) =>
      el("span", seriesOf(run), el("span", { class: "swatch" }), report.runs.length > 1 ? `${report.runs[run].short} ` : "",
        el("strong", {}, value === null ? "nan" : brief(value)), ` at ${step}`));
    const more = found.length > most ? [`and ${found.length - most} more`] : [];
    this.readout.replaceChildren(...words, ...more);
  }
}

function unpack({ run, gaps, values }) {
  let step = 0;
  return { run, points: gaps.map((gap, index) => [(step += gap), values[index]]) };
}

// The mean of the points around each, fewer towards the ends.
function smoothed(points) {
  const width = Math.ceil(SMOOTHED * points.length);
  return points.map(([step], index) => {
    const near = points.slice(Math.max(0, index - width), index + width + 1).map(([, value]) => value).filter((value) => value !== null);
    return [step, near.length ? near.reduce((sum, value) => sum + value) / near.length : null];
  });
}

function extent(curves, part) {
  let [low, high] = [Infinity, -Infinity];
  for (const { points } of curves) {
    for (const point of points) {
      if (point[part] === null) continue;
      low = Math.min(low, point[part]);
      high = Math.max(high, point[part]);
    }
  }
  return low > high ? [0, 1] : [low, high];
}

function padded([low, high]) {
  const margin = 0.06 * (high - low || Math.abs(high) || 1);
  return [low - margin, high + margin];
}

function axis(range, [from, to]) {
  const span = range[1] - range[0] || 1;
  return {
    range,
    at: (value) => from + ((value - range[0]) / span) * (to - from),
    value: (px) => range[0] + ((px - from) / (to - from)) * span,
  };
}

function ticks([low, high], count) {
  const rough = (high - low) / count || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= 0.75 * rough);
  const found = [];
  for (let number = Math.ceil(low / step); number * step <= high; number += 1) found.push(Number((number * step).toPrecision(12)));
  return found;
}

function nearest(points, step) {
  return points.reduce((best, point) => (Math.abs(point[0] - step) < Math.abs(best[0] - step) ? point : best));
}
