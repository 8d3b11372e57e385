"use strict";
// Completions that the model in training drew, with what they earned, under the problems that they answer.

function sampleSection() {
  if (!report.samples.length) return null;
  const runs = [...new Set(report.samples.map((sample) => sample.run))];
  const [place, steps] = [el("div", { id: "samples" }), el("span")];
  const draw = (run, step) => place.replaceChildren(...problems(report.samples.filter((one) => one.run === run && one.step === step)));
  const select = (run) => {
    const known = [...new Set(report.samples.filter((one) => one.run === run).map((one) => one.step))];
    steps.replaceChildren(choice("Step", known.map((step) => `step ${step}`), (index) => draw(run, known[index])));
    draw(run, known[0]);
  };
  const which = runs.length > 1 ? choice("Run", runs.map((run) => report.runs[run].short), (index) => select(runs[index])) : null;
  select(runs[0]);
  return section("rollouts", "Sample rollouts", [el("div", { class: "card" }, el("div", { class: "controls" }, which, steps), place)]);
}

function problems(samples) {
  return [...new Set(samples.map((sample) => sample.problem))].map((problem) => {
    const replies = samples.filter((sample) => sample.problem === problem);
    return el("article", { class: "change" }, el("p", { class: "text" }, problem),
      el("p", { class: "small soft" }, `The answer is ${replies[0].answer}.`), el("div", { class: "replies" }, replies.map(completion)));
  });
}

function completion(sample) {
  const verdict = sample.verdict ? el("span", { class: sample.verdict === "correct" ? "good" : "bad" }, sample.verdict) : null;
  const parts = Object.entries(sample.parts).map(([name, value]) => el("span", { class: "chip plain" }, `${name} ${brief(value)}`));
  const alike = sample.num_alike > 1 ? el("span", { class: "chip plain" }, `${sample.num_alike} alike`) : null;
  return el("div", { class: "reply" },
    el("div", { class: "who" }, el("strong", {}, `reward ${brief(sample.reward)}`), el("span", {}, `advantage ${signed(brief(sample.advantage))}`), verdict),
    el("p", { class: "text" }, sample.reply),
    el("div", { class: "tags" }, parts, alike, sample.truncated ? el("span", { class: "chip mixed" }, "cut") : null));
}
