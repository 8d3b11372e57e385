"use strict";
// The problems that came out otherwise, with both replies, and a box that looks for words in them.

const AT_ONCE = 20;
const KINDS = { fixed: ["good", "fixed"], broken: ["bad", "broken"], mixed: ["mixed", "better and worse"] };

function changeSection() {
  const pairs = report.changes.pairs.filter((pair) => pair.items.length);
  if (!pairs.length) return null;
  const state = { pair: pairs[0], words: "", kinds: new Set(Object.keys(KINDS)), most: AT_ONCE };
  const [buttons, place, counted] = [el("span", { class: "controls" }), el("div", { id: "changes" }), el("p", { class: "small soft", "aria-live": "polite", id: "counted" })];
  const draw = () => drawChanges(state, place, counted, () => { state.most += AT_ONCE; draw(); });
  const again = (change) => { change(); state.most = AT_ONCE; draw(); };
  const kinds = () => buttons.replaceChildren(...kindToggles(state, again));
  const select = (index) => again(() => { state.pair = pairs[index]; kinds(); });
  const search = el("input", { type: "search", id: "filter", placeholder: "Filter by words, topic or problem", "aria-label": "Filter problems",
    oninput: (event) => again(() => { state.words = event.target.value; }) });
  const names = pairs.map(({ a, b }) => `${report.models[b].name} beside ${report.models[a].name}`);
  kinds();
  draw();
  const controls = el("div", { class: "controls" }, pairs.length > 1 ? choice("Comparison", names, select) : null, buttons, search);
  return section("problems", "Problems fixed and broken", [el("div", { class: "card" }, controls, counted, place)]);
}

function kindToggles(state, again) {
  return Object.entries(KINDS).map(([kind, [look, words]]) => {
    const num = state.pair.items.filter((item) => item.kind === kind).length;
    return num ? toggle(el("span", { class: look }, `${num} ${words}`), state.kinds.has(kind), (on) => again(() => {
      if (on) state.kinds.add(kind);
      else state.kinds.delete(kind);
    }), { "data-kind": kind }) : null;
  }).filter(Boolean);
}

function drawChanges(state, place, counted, onmore) {
  const found = state.pair.items.filter((item) => state.kinds.has(item.kind) && holds(item, state.words));
  const leftOut = state.pair.num_left_out ? ` ${state.pair.num_left_out} more are not in this file; the runs' generations.jsonl have all.` : "";
  counted.textContent = `${found.length} of ${state.pair.items.length} shown.${leftOut}`;
  const shown = found.slice(0, state.most).map((item) => changeCard(item, state.pair));
  const more = found.length > state.most ? [el("button", { type: "button", onclick: onmore }, `Show more of ${found.length}`)] : [];
  place.replaceChildren(...(shown.length ? shown : [el("p", { class: "empty" }, "No problem has these words.")]), ...more);
}

function holds(item, words) {
  const { texts } = report.changes;
  const text = [item.suite, item.item, item.grade ? `grade ${item.grade}` : "", ...item.topics, texts[item.question], texts[item.reply_a], texts[item.reply_b]].join("\n").toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function changeCard(item, pair) {
  const { texts } = report.changes;
  const [look, words] = KINDS[item.kind];
  const plain = [item.suite, item.item, item.grade === null ? null : `grade ${item.grade}`, ...item.topics].filter(Boolean);
  const scores = report.suites.find((suite) => suite.name === item.suite).scores.filter((score) => score.unit === "share");
  return el("article", { class: "change" },
    el("div", { class: "tags" }, el("span", { class: `chip ${look}` }, words), plain.map((text) => el("span", { class: "chip plain" }, text))),
    el("p", { class: "text" }, texts[item.question]),
    el("div", { class: "replies" },
      replyBox(pair.a, texts[item.reply_a], item.before, scores), replyBox(pair.b, texts[item.reply_b], item.after, scores)));
}

function replyBox(model, text, values, scores) {
  const outcomes = scores.map((score, index) => values[index] === null ? null : el("span", { class: outcomeLook(score, values[index]) }, `${score.title}: ${outcome(values[index])}`));
  return el("div", { class: "reply" },
    el("div", { class: "who" }, el("strong", {}, report.models[model].name), outcomes), el("p", { class: "text" }, text));
}

function outcome(value) {
  return value === 1 ? "yes" : value === 0 ? "no" : brief(value);
}

function outcomeLook(score, value) {
  if (value !== 0 && value !== 1) return "";
  return (value === 1) === score.higher_is_better ? "good" : "bad";
}
