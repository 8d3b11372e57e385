"use strict";
// Scores with their intervals, all of a suite side by side: how often the answer leaks says nothing alone.

const MANY_RUNS = 3;

function scoreSection() {
  return report.suites.length ? section("scores", "Scores", report.suites.map(suiteCard)) : null;
}

function suiteCard(suite) {
  const columns = el("div", { class: suite.scores.length > 1 ? "scores several" : "scores", "--columns": String(suite.scores.length) }, suite.scores.map(scoreColumn));
  const notes = suite.notes.map((note) => el("p", { class: "small soft" }, note));
  return el("div", { class: "card" }, el("p", { class: "eyebrow" }, suite.name), columns, notes, tests(suite));
}

function scoreColumn(score) {
  const scale = scaleOf(score);
  const parts = [
    el("h3", {}, score.title, " ", el("span", { class: "direction" }, score.higher_is_better ? "higher is better" : "lower is better")),
    ...score.points.map((point) => pointRow(point, score, scale)),
    ...score.controls.map((control) => controlRow(control, score, scale)),
    scaleRow(score, scale)];
  return el("div", { class: "score", "--rows": String(parts.length) }, parts);
}

function scaleOf(score) {
  if (score.unit !== "nats") return [0, 1];
  const all = [...score.points, ...score.controls].flatMap((one) => [one.low, one.high]);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const margin = 0.05 * (high - low || 1);
  return [low - margin, high + margin];
}

function pointRow(point, score, scale) {
  const model = report.models[point.model];
  const look = report.runs.length < MANY_RUNS ? againstLine : againstChip;
  const against = point.against.map((one) => look(one, score.unit));
  return el("div", seriesOf(model.run, "score-row"), figures(model.name, point, score.unit), track(point, scale), el("div", { class: "against" }, against));
}

function againstLine({ model, test }, unit) {
  const joined = test.verdict in VERDICTS ? "than" : "from";
  const said = `${joined} ${report.models[model].name}: ${difference(test, unit)}`;
  return el("p", {}, verdictChip(test.verdict), " ", el("span", { class: "small soft" }, said, test.needed === null ? "" : `; ${wouldShow(test.needed)}`));
}

function againstChip({ model, test }) {
  const [look, words] = VERDICTS[test.verdict] ?? ["plain", "≈ not told apart"];
  const joined = test.verdict in VERDICTS ? "than" : "from";
  return el("span", { class: `chip ${look}` }, `${words} ${joined} ${report.models[model].name}`);
}

function controlRow(control, score, scale) {
  return el("div", { class: "score-row control" }, figures(`no model: ${control.name}`, control, score.unit), track(control, scale));
}

function figures(name, one, unit) {
  return [el("span", { class: "name" }, name), el("span", { class: "number figure" }, `${share(one.value, unit)} `, el("span", { class: "soft" }, interval(one.low, one.high, unit)))];
}

function track(one, [from, to]) {
  const at = (value) => `${(100 * (value - from)) / (to - from)}%`;
  const [bar, dot] = [el("span", { class: "bar" }), el("span", { class: "dot" })];
  bar.style.left = at(one.low);
  bar.style.width = `${(100 * (one.high - one.low)) / (to - from)}%`;
  dot.style.left = at(one.value);
  return el("div", { class: "track", "aria-hidden": "true" }, bar, dot);
}

function scaleRow(score, [from, to]) {
  const ends = [from, (from + to) / 2, to];
  const words = ends.map((value) => (score.unit === "nats" ? value.toFixed(2) : `${percent(value)} %`));
  return el("div", { class: "score-row scale", "aria-hidden": "true" }, el("div", { class: "track" }, words.map((text) => el("span", {}, text))));
}

function tests(suite) {
  const all = suite.scores.flatMap((score) => score.points.flatMap((point) => point.against.map((against) => ({ score, point, ...against }))));
  if (!all.length) return null;
  const head = ["score", "of", "beside", "difference", "95 % interval", "p", "p adjusted", "problems", "seen 4 times in 5", "verdict"];
  const made = new Set(all.map(({ test }) => `${test.test}, with intervals by ${test.interval}`));
  return el("details", {}, el("summary", {}, "The tests, on the same items"), stackedTable(head, all.map(testRow), "tests"),
    el("p", { class: "small soft" }, `Tests: ${[...made].join("; ")}. Seen 4 times in 5: a difference that so many problems can show.`));
}

function testRow({ score, point, model, test }) {
  const items = test.num_paired === test.num_clusters ? "" : `, ${test.num_paired} items`;
  const [look, words] = VERDICTS[test.verdict] ?? ["soft", "≈ no detectable difference"];
  return [score.title, report.models[point.model].name, report.models[model].name,
    change(test.difference, score.unit), changes(test, score.unit), pValue(test.p), pValue(test.p_adjusted),
    `${test.num_clusters}${items}`, size(test.detectable, score.unit), el("span", { class: look }, words)];
}
