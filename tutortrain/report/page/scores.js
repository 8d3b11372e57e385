"use strict";
// Scores with their intervals, all of a suite side by side: how often the answer leaks says nothing alone.

function scoreSection() {
  return report.suites.length ? section("scores", "Scores", report.suites.map(suiteCard)) : null;
}

function suiteCard(suite) {
  const columns = el("div", { class: "scores", "--columns": String(suite.scores.length) },
    suite.scores.map(scoreColumn));
  const notes = suite.notes.map((note) => el("p", { class: "small soft" }, note));
  return el("div", { class: "card" }, el("h3", {}, suite.name), columns, notes, differences(suite));
}

function scoreColumn(score) {
  const scale = scaleOf(score);
  const better = score.higher_is_better ? "higher is better" : "lower is better";
  const rows = score.points.map((point) => pointRow(point, score, scale));
  const controls = score.controls.map((control) => controlRow(control, score, scale));
  const parts = [el("h3", {}, score.title), el("p", { class: "small soft" }, better), ...rows, ...controls, scaleRow(score, scale)];
  return el("div", { class: "score", "--rows": String(parts.length) }, parts);
}

function scaleOf(score) {
  if (score.unit === "share") return [0, 1];
  const all = [...score.points, ...score.controls].flatMap((one) => [one.low, one.high]);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const margin = 0.05 * (high - low || 1);
  return [low - margin, high + margin];
}

function pointRow(point, score, scale) {
  const model = report.models[point.model];
  const chips = point.against.map((against) => againstChip(against));
  return el("div", seriesOf(model.run, "score-row"), label(model.name, point, score), track(point, scale), el("div", { class: "tags" }, chips));
}

function againstChip(against) {
  const [look, words] = VERDICTS[against.verdict] ?? ["plain", "≈ not told apart"];
  const joined = against.verdict in VERDICTS ? "than" : "from";
  return el("span", { class: `chip ${look}` }, `${words} ${joined} ${report.models[against.model].name}`);
}

function controlRow(control, score, scale) {
  const name = `“${control.name}” replies, no model`;
  return el("div", { class: "score-row control" }, label(name, control, score), track(control, scale));
}

function label(name, one, score) {
  const figures = `${share(one.value, score.unit)} ${interval(one.low, one.high, score.unit)}`;
  return el("div", { class: "label" }, el("span", {}, name), el("span", { class: "number" }, figures));
}

function track(one, [from, to]) {
  const at = (value) => `${(100 * (value - from)) / (to - from)}%`;
  const bar = el("span", { class: "bar" });
  bar.style.left = at(one.low);
  bar.style.width = `${(100 * (one.high - one.low)) / (to - from)}%`;
  const dot = el("span", { class: "dot" });
  dot.style.left = at(one.value);
  return el("div", { class: "track", "aria-hidden": "true" }, bar, dot);
}

function scaleRow(score, [from, to]) {
  const ends = [from, (from + to) / 2, to];
  const words = ends.map((value) => (score.unit === "share" ? `${percent(value)} %` : value.toFixed(2)));
  return el("div", { class: "scale", "aria-hidden": "true" }, words.map((text) => el("span", {}, text)));
}

function differences(suite) {
  const rows = suite.scores.flatMap((score) =>
    score.points.flatMap((point) => point.against.map((against) => differenceRow(score, point, against))));
  if (!rows.length) return null;
  const head = ["score", "of", "against", "difference", "95 % interval", "p", "items", "verdict"];
  const table = el("table", { class: "differences" }, el("thead", {}, el("tr", {}, head.map((text) => el("th", {}, text)))), el("tbody", {}, rows));
  const open = report.runs.length < 3;
  return el("details", { open }, el("summary", {}, "Differences on the same items"), el("div", { class: "scroll", tabindex: "0" }, table));
}

function differenceRow(score, point, against) {
  const points = score.unit === "share";
  const figure = (value, digits) => signed(points ? percent(value, digits) : value.toFixed(3));
  const range = `[${figure(against.low, 0)}, ${figure(against.high, 0)}]`;
  const cells = [score.title, report.models[point.model].name, report.models[against.model].name,
    `${figure(against.difference, 1)}${points ? " points" : " nats"}`, range, pValue(against.p), String(against.num)];
  return el("tr", {}, cells.map((text, index) => el("td", { class: index > 2 ? "number" : null }, text)), el("td", {}, verdictChip(against.verdict)));
}
