"use strict";
// Grade by topic: every score of a suite in each cell, as it is or as a difference between two models.

const DIFFERENCE_AT_FULL = 0.5;

function mapSection() {
  const names = [...new Set(report.maps.maps.filter((map) => map.cells.length).map((map) => map.suite))];
  const suites = report.suites.filter((suite) => names.includes(suite.name));
  if (!suites.length) return null;
  const looks = looksOf();
  const chosen = { suite: suites[0], look: looks[0] };
  const place = el("div", { class: "scroll", tabindex: "0" });
  const draw = () => place.replaceChildren(mapTable(chosen.suite, chosen.look));
  const controls = el("div", { class: "controls" },
    choice("Suite", suites.map((suite) => suite.name), (index) => { chosen.suite = suites[index]; draw(); }),
    choice("Model", looks.map((look) => look.name), (index) => { chosen.look = looks[index]; draw(); }));
  draw();
  return section("map", "By grade and topic", [el("div", { class: "card" }, controls, place)]);
}

function looksOf() {
  const pairs = report.changes.pairs.map(({ a, b }) => (
    { name: `${report.models[b].name} less ${report.models[a].name}`, model: b, less: a }));
  const models = report.models.map((model, index) => ({ name: model.name, model: index, less: null }));
  return [...models].reverse().slice(0, 1).concat(pairs, [...models].reverse().slice(1));
}

function mapTable(suite, look) {
  const maps = suite.scores.map((score) => ({ score, cells: cellsOf(suite, score, look.model), less: cellsOf(suite, score, look.less) }));
  const { topics, grades } = report.maps;
  const used = (place) => maps.some(({ cells }) => [...cells.keys()].some(place));
  const rows = topics.map((_, index) => index).filter((topic) => used((key) => key.split("/")[0] === String(topic)));
  const columns = grades.map((_, index) => index).filter((grade) => used((key) => key.split("/")[1] === String(grade)));
  const head = columns.map((grade) => el("th", { colspan: maps.length }, grades[grade] === "" ? "all grades" : `grade ${grades[grade]}`));
  const titles = columns.flatMap(() => maps.map(({ score }) => el("th", {}, score.title)));
  const second = maps.length > 1 ? el("tr", {}, el("th", {}), titles) : null;
  return el("table", { class: "map" }, el("thead", {}, el("tr", {}, el("th", {}), head), second),
    el("tbody", {}, rows.map((topic) => el("tr", {}, el("th", {}, topics[topic] || "all topics"),
      columns.flatMap((grade) => maps.map((map) => mapCell(map, topic, grade, look)))))));
}

function cellsOf(suite, score, model) {
  const found = report.maps.maps.find((map) => map.suite === suite.name && map.score === score.name && map.model === model);
  return new Map((found?.cells ?? []).map(([topic, grade, mean, num]) => [`${topic}/${grade}`, { mean, num }]));
}

function mapCell({ score, cells, less }, topic, grade, look) {
  const one = cells.get(`${topic}/${grade}`);
  const other = less.get(`${topic}/${grade}`);
  if (!one || (look.less !== null && !other)) return el("td", {}, "");
  const total = report.maps.topics[topic] === "" || report.maps.grades[grade] === "" ? " total" : "";
  const value = one.mean - (look.less === null ? 0 : other.mean);
  const figure = score.unit === "share" ? percent(value) : value.toFixed(2);
  const text = look.less === null ? figure : value === 0 ? "0" : signed(figure);
  const [tone, strength] = toneOf(score, value, look.less !== null);
  return el("td", { class: `number ${tone}${total}`, "--strength": `calc(${strength.toFixed(3)} * var(--tint))` }, text, el("span", { class: "n" }, `n ${one.num}`));
}

function toneOf(score, value, isDifference) {
  if (score.unit !== "share") return ["", 0];
  const towards = score.higher_is_better ? value : -value;
  if (isDifference) return [towards < 0 ? "bad-cell" : "good-cell", Math.min(1, Math.abs(value) / DIFFERENCE_AT_FULL)];
  const goodness = score.higher_is_better ? value : 1 - value;
  return goodness < 0.5 ? ["bad-cell", 1 - 2 * goodness] : ["good-cell", 2 * goodness - 1];
}
