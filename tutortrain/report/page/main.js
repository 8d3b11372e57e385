"use strict";
// Puts the sections in order.

function section(id, title, children) {
  return el("section", { id }, el("h2", {}, title), children);
}

function head() {
  const sentences = report.headline.sentences.map(({ text, verdict }) => el("li", {}, el("span", {}, text), verdict ? verdictChip(verdict) : null));
  const one = report.runs.length === 1 ? report.runs[0] : null;
  const facts = one ? [one.method, one.status, `began ${one.created}`, `took ${one.took}`, `${one.num_trained.toLocaleString("en")} tokens trained`, one.cost] : [];
  return el("header", {}, el("p", { class: "eyebrow" }, report.title), el("h1", {}, report.headline.title),
    sentences.length ? el("ul", { class: "sentences" }, sentences) : null,
    facts.length ? el("p", { class: "facts" }, facts.filter(Boolean).map((text) => el("span", {}, text))) : null,
    report.problems.map((problem) => el("p", { class: "notice" }, problem)));
}

function main() {
  const sections = [scoreSection(), curveSection(), runSection(), settingSection(), mapSection(), changeSection(), sampleSection()].filter(Boolean);
  const links = sections.map((one) => el("li", {}, el("a", { href: `#${one.id}` }, one.querySelector("h2").textContent)));
  const footer = el("footer", {}, "Intervals are 95 %. Verdicts come from paired tests on the same items, at 5 %.");
  document.getElementById("report").replaceChildren(head(), el("nav", { "aria-label": "Sections" }, el("ul", {}, links)), ...sections, footer);
  drawAll();
}

main();
