"use strict";
// Puts the sections in order.

const ALARMS_AT_ONCE = 6;

function section(id, title, children) {
  return el("section", { id }, el("h2", {}, title), children);
}

function head() {
  const one = report.runs.length === 1 ? report.runs[0] : null;
  const facts = one ? [one.method, one.status, `began ${one.created}`, `took ${one.took}`, `${one.num_trained.toLocaleString("en")} tokens trained`, one.cost] : [];
  return el("header", {}, el("p", { class: "eyebrow" }, report.title), el("h1", {}, report.headline.title),
    el("ul", { class: "sentences" }, report.headline.sentences.map(sentence)), alarms(),
    el("p", { class: "facts" }, facts.filter(Boolean).map((text) => el("span", {}, text))),
    report.problems.map((problem) => el("p", { class: "notice" }, problem)));
}

function sentence({ text, verdict, needed }) {
  const enough = needed === null ? null : el("span", { class: "small soft enough" }, `${wouldShow(needed)}.`);
  return el("li", {}, verdict ? verdictChip(verdict) : null, el("span", {}, text, " ", enough));
}

function alarms() {
  const drops = report.alarms.map(alarm);
  if (!drops.length) return null;
  const more = drops.splice(ALARMS_AT_ONCE);
  const rest = more.length ? el("details", {}, el("summary", {}, `${more.length} more parts`), el("ul", {}, more)) : null;
  return el("div", { class: "notice alarm", id: "alarms" }, el("strong", {}, "Became worse in a part, whatever the averages say"), el("ul", {}, drops), rest);
}

function alarm({ a, b, title, unit, part }) {
  const place = part.by === "grade" ? `grade ${part.label}` : part.label;
  return el("li", {}, el("strong", {}, place), `: ${title} ${difference(part, unit)}, ${part.num_paired} items, p ${pValue(part.p_adjusted)} `,
    el("span", { class: "soft" }, `(${report.models[b].name} beside ${report.models[a].name})`));
}

function main() {
  const sections = [scoreSection(), curveSection(), runSection(), settingSection(), mapSection(), changeSection(), sampleSection()].filter(Boolean);
  const links = sections.map((one) => el("li", {}, el("a", { href: `#${one.id}` }, one.querySelector("h2").textContent)));
  const footer = el("footer", {}, "Intervals are 95 %. Verdicts come from paired tests on the same items at 5 %, adjusted for how many scores, or grades and topics, are compared at once.");
  document.getElementById("report").replaceChildren(head(), el("nav", { "aria-label": "Sections" }, el("ul", {}, links)), ...sections, footer);
  drawAll();
}

main();
