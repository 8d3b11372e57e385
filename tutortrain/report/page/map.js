"use strict";
// Grade by topic: a tile for each two that occur together, as they are or as a difference between two models.

const DIFFERENCE_AT_FULL = 0.5;
const MARKS = { better: "▲ ", worse: "▼ " };

function mapSection() {
  const names = new Set(report.maps.maps.filter((map) => map.cells.length).map((map) => map.suite));
  const suites = report.suites.filter((suite) => names.has(suite.name));
  if (!suites.length) return null;
  const looks = looksOf();
  const chosen = { suite: suites[0], look: looks[0] };
  const place = el("div", { id: "tiles" });
  const draw = () => place.replaceChildren(mapKey(chosen.suite, chosen.look), ...gradeRows(chosen.suite, chosen.look));
  const controls = el("div", { class: "controls" },
    choice("Suite", suites.map((suite) => suite.name), (index) => { chosen.suite = suites[index]; draw(); }),
    choice("Model", looks.map((look) => look.name), (index) => { chosen.look = looks[index]; draw(); }));
  draw();
  return section("map", "By grade and topic", [el("div", { class: "card" }, controls, place)]);
}

// First the last run as it is, then what it has changed, then everything else.
function looksOf() {
  const pairs = report.changes.pairs.map(({ a, b }) => (
    { name: `${report.models[b].name} less ${report.models[a].name}`, model: b, less: a }));
  const models = report.models.map((model, index) => ({ name: model.name, model: index, less: null })).reverse();
  const last = models.find(({ model }) => !report.models[model].served) ?? models[0];
  return [last, ...pairs, ...models.filter((look) => look !== last)];
}

function mapKey(suite, look) {
  const titles = suite.scores.map((score) => `${score.title}${score.unit === "nats" ? ", nats a token" : look.less === null ? ", %" : ", points"}`);
  const marks = look.less === null ? "" : " ▲ and ▼: a grade or topic that became better or worse by its test.";
  return el("p", { class: "small soft key" }, el("span", {}, "worse ", el("span", { class: "ramp" }), " better"),
    el("span", {}, `In each tile: ${titles.join(" | ")}, and how many problems.${marks}`));
}

function gradeRows(suite, look) {
  const scores = suite.scores.map((score) => ({ score, cells: cellsOf(suite, score, look.model), less: cellsOf(suite, score, look.less), shifts: shiftsOf(suite, score, look) }));
  const { grades } = report.maps;
  return grades.map((grade, index) => {
    const tiles = topicsOf(scores, index).map((topic) => tile(scores, topic, index, look)).filter(Boolean);
    return tiles.length ? el("div", { class: "grade" }, el("h3", {}, grade === "" ? "all grades" : `grade ${grade}`), el("ul", { class: "tiles", "--columns": String(scores.length) }, tiles)) : null;
  }).filter(Boolean);
}

// Among all grades stand the topics of several grades, or of none: one that only one grade has stands there.
function topicsOf(scores, grade) {
  const places = new Set(scores.flatMap(({ cells }) => [...cells.keys()]));
  const { topics, grades } = report.maps;
  const num = (topic) => grades.filter((one, index) => one !== "" && places.has(`${topic}/${index}`)).length;
  return topics.map((_, index) => index).filter((topic) => places.has(`${topic}/${grade}`) && (grades[grade] !== "" || topics[topic] === "" || num(topic) !== 1));
}

function cellsOf(suite, score, model) {
  const found = report.maps.maps.find((map) => map.suite === suite.name && map.score === score.name && map.model === model);
  return new Map((found?.cells ?? []).map(([topic, grade, mean, num]) => [`${topic}/${grade}`, { mean, num }]));
}

function shiftsOf(suite, score, { model, less }) {
  const found = report.shifts.filter((shifts) => shifts.a === less && shifts.b === model && shifts.suite === suite.name && shifts.title === score.title);
  return new Map(found.flatMap((shifts) => ["better", "worse"].flatMap((verdict) => shifts[verdict].map(([by, label]) => [`${by}/${label}`, verdict]))));
}

function tile(scores, topic, grade, look) {
  const cells = scores.map((score) => tileCell(score, topic, grade, look));
  if (!cells.some(Boolean)) return null;
  const name = report.maps.topics[topic] || "all topics";
  const num = Math.max(...scores.map(({ cells: of }) => of.get(`${topic}/${grade}`)?.num ?? 0));
  const total = report.maps.topics[topic] === "" ? " total" : "";
  return el("li", { class: `tile${total}` }, el("span", { class: "topic" }, name), el("span", { class: "n" }, `n ${num}`), el("span", { class: "cells number" }, cells));
}

function tileCell({ score, cells, less, shifts }, topic, grade, look) {
  const one = cells.get(`${topic}/${grade}`);
  const other = less.get(`${topic}/${grade}`);
  if (!one || (look.less !== null && !other)) return null;
  const value = one.mean - (look.less === null ? 0 : other.mean);
  const [tone, strength] = toneOf(score, value, look.less !== null);
  const verdict = verdictOf(shifts, topic, grade, cells);
  return el("span", { class: `cell ${tone} ${verdict ?? ""}`.trim(), "--strength": `calc(${strength.toFixed(3)} * var(--tint))` },
    `${MARKS[verdict] ?? ""}${tileFigure(value, score.unit, look.less !== null)}`);
}

// A topic is tested as a whole: within one of its grades alone nothing was.
function verdictOf(shifts, topic, grade, cells) {
  const { topics, grades } = report.maps;
  if (topics[topic] === "") return shifts.get(`grade/${grades[grade]}`);
  const whole = cells.get(`${topic}/${grades.indexOf("")}`);
  return whole?.num === cells.get(`${topic}/${grade}`).num ? shifts.get(`topic/${topics[topic]}`) : undefined;
}

function tileFigure(value, unit, isDifference) {
  const figure = unit === "nats" ? value.toFixed(2) : percent(value);
  return isDifference && Number(value.toFixed(4)) ? signed(figure) : figure;
}

function toneOf(score, value, isDifference) {
  if (score.unit === "nats") return ["", 0];
  const towards = score.higher_is_better ? value : -value;
  if (isDifference) return [towards < 0 ? "bad-cell" : "good-cell", Math.min(1, Math.abs(value) / DIFFERENCE_AT_FULL)];
  const goodness = score.higher_is_better ? value : 1 - value;
  return goodness < 0.5 ? ["bad-cell", 1 - 2 * goodness] : ["good-cell", 2 * goodness - 1];
}
