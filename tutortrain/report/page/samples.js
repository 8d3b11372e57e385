"use strict";
// Completions that the model in training drew, with what they earned.

function sampleSection() {
  if (!report.samples.length) return null;
  const runs = [...new Set(report.samples.map((sample) => sample.run))];
  const place = el("div", { id: "samples" });
  const steps = el("span");
  const draw = (run, step) => place.replaceChildren(...report.samples.filter((one) => one.run === run && one.step === step).map(sampleCard));
  const select = (run) => {
    const known = [...new Set(report.samples.filter((one) => one.run === run).map((one) => one.step))];
    steps.replaceChildren(choice("Step", known.map((step) => `step ${step}`), (index) => draw(run, known[index])));
    draw(run, known[0]);
  };
  const which = runs.length > 1 ? choice("Run", runs.map((run) => report.runs[run].short), (index) => select(runs[index])) : null;
  select(runs[0]);
  return section("rollouts", "Sample rollouts", [el("div", { class: "card" }, el("div", { class: "controls" }, which, steps), place)]);
}

function sampleCard(sample) {
  const parts = Object.entries(sample.parts).map(([name, value]) => el("span", { class: "chip plain" }, `${name} ${brief(value)}`));
  const verdict = sample.verdict ? el("span", { class: `chip ${sample.verdict === "correct" ? "good" : "plain"}` }, sample.verdict) : null;
  return el("article", { class: "change" },
    el("div", { class: "tags" }, el("strong", {}, `reward ${brief(sample.reward)}`), el("span", { class: "soft" }, `advantage ${signed(brief(sample.advantage))}`),
      verdict, parts, sample.truncated ? el("span", { class: "chip mixed" }, "cut") : null),
    el("p", { class: "text" }, sample.problem),
    el("div", { class: "reply" }, el("div", { class: "who" }, `reply; the answer is ${sample.answer}`), el("p", { class: "text" }, sample.reply)));
}
