"use strict";
// Elements and words. Whatever comes from a run goes in as text, so that no reply can become markup.

const report = JSON.parse(document.getElementById("data").textContent);
const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name.startsWith("--")) node.style.setProperty(name, value);
    else if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null));
  return node;
}

const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

function choice(label, options, onchange) {
  const items = options.map((text, index) => el("option", { value: index }, text));
  return el("select", { "aria-label": label, onchange: (event) => onchange(Number(event.target.value)) }, items);
}

function toggle(content, pressed, onchange, more = {}) {
  const click = (event) => {
    const now = event.currentTarget.getAttribute("aria-pressed") !== "true";
    event.currentTarget.setAttribute("aria-pressed", now);
    onchange(now);
  };
  return el("button", { type: "button", "aria-pressed": String(pressed), onclick: click, ...more }, content);
}

// A model or a run is the same colour wherever it is seen: hues a golden angle apart, grey before training.
const hue = (run) => ({ "--hue": String((255 + run * 137.508) % 360) });
function seriesOf(run, more = "") {
  const untouched = run === null ? " untouched" : "";
  return { class: `series${untouched} ${more}`.trim(), ...hue(run ?? 0) };
}

// Minus signs are written out in the end: a hyphen is too short beside figures.
const minus = (text) => text.replace(/-(?=\d)/g, "−");
const signed = (text) => minus(/^[-−]|^0(\.0*)?( |$)/.test(text) ? text : `+${text}`);
const percent = (value, digits = 0) => minus((100 * value).toFixed(digits).replace(/^-0(\.0*)?$/, "0$1"));
const brief = (value) => minus(String(Number(value.toPrecision(4))));
const pValue = (p) => (p < 0.001 ? "< .001" : p.toFixed(3).replace(/^0/, ""));

// Shares are per cents and their differences points; losses are nats a token.
const share = (value, unit) => (unit === "nats" ? value.toFixed(3) : `${percent(value, 1)} %`);
const interval = (low, high, unit) => (unit === "nats" ? `[${low.toFixed(3)}, ${high.toFixed(3)}]` : `[${percent(low)}, ${percent(high)}]`);
const size = (value, unit) => (unit === "nats" ? `${value.toFixed(3)} nats` : `${percent(value, 1)} points`);
const change = (value, unit) => signed(size(value, unit));
const changes = ({ low, high }, unit) => `[${[low, high].map((end) => signed(unit === "nats" ? end.toFixed(3) : percent(end))).join(", ")}]`;
const difference = (test, unit) => `${change(test.difference, unit)} ${changes(test, unit)}`;
const count = (num, what) => `${num.toLocaleString("en")} ${what}${num === 1 ? "" : "s"}`;
const wouldShow = (needed) => `${count(needed, "more problem")} would show it`;

const VERDICTS = { better: ["good", "▲ better"], worse: ["bad", "▼ worse"] };
function verdictChip(verdict) {
  const [look, words] = VERDICTS[verdict] ?? ["plain", "≈ no detectable difference"];
  return el("span", { class: `chip ${look}` }, words);
}

// A table on a desk; on a phone every row is a block of its own, whose cells say what they are.
function stackedTable(head, rows, look = "") {
  const cells = (row) => row.map((cell, index) => el(index ? "td" : "th", { "data-label": head[index] }, cell));
  return el("div", { class: "scroll", tabindex: "0" }, el("table", { class: `stacked ${look}` },
    el("thead", {}, el("tr", {}, head.map((text) => el("th", {}, text)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, cells(row))))));
}
