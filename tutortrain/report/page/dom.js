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

const percent = (value, digits = 0) => (100 * value).toFixed(digits).replace(/^-0(\.0*)?$/, "0$1");
const signed = (text) => (text.startsWith("-") ? `−${text.slice(1)}` : `+${text}`);
const brief = (value) => String(Number(value.toPrecision(4)));
const share = (value, unit) => (unit === "share" ? `${percent(value, 1)} %` : `${value.toFixed(3)} nats`);
const pValue = (p) => (p < 0.001 ? "< .001" : p.toFixed(3).replace(/^0/, ""));
function interval(low, high, unit) {
  return unit === "share" ? `[${percent(low)}, ${percent(high)}]` : `[${low.toFixed(3)}, ${high.toFixed(3)}]`;
}

const VERDICTS = { better: ["good", "▲ better"], worse: ["bad", "▼ worse"] };
function verdictChip(verdict, more = "") {
  const [look, words] = VERDICTS[verdict] ?? ["plain", "≈ no detectable difference"];
  return el("span", { class: `chip ${look}` }, words, more);
}
