"use strict";
// What was set and what a result rests on, one column a run.

function runSection() {
  if (report.runs.length < 2) return null;
  const head = ["run", "method", "status", "began", "took", "tokens trained", "cost"];
  const rows = report.runs.map((run, index) => [
    el("span", seriesOf(index), el("span", { class: "swatch" }), run.name), run.method, run.error ? `${run.status}: ${run.error}` : run.status,
    run.created, run.took, run.num_trained.toLocaleString("en"), run.cost]);
  const used = head.map((_, place) => rows.some((row) => row[place] !== ""));
  const shown = (row) => row.filter((_, place) => used[place]);
  return section("runs", "Runs", [el("div", { class: "card" }, stackedTable(shown(head), rows.map(shown), "runs"))]);
}

function settingSection() {
  const { settings, metrics, provenance } = report.tables;
  const marked = settings.filter((row) => row.marked);
  const several = report.runs.length > 1;
  const place = el("div", { class: "scroll", tabindex: "0" });
  const draw = (every) => {
    place.classList.toggle("all", every);
    place.replaceChildren(rowTable(every ? settings : marked));
  };
  const all = toggle(`All ${settings.length} settings`, false, draw, { class: "more", id: "all-settings" });
  const num = count(marked.length, "setting");
  const said = several ? `${num} ${marked.length === 1 ? "differs" : "differ"} between the runs.` : `${num} chosen, the others left as they come.`;
  draw(false);
  return section("settings", "Settings, code and data", [
    el("div", { class: "card" }, el("div", { class: "controls" }, el("span", { class: "soft" }, marked.length ? said : several ? "No setting differs." : "Every setting was left as it comes."), all), place),
    folded("Final metrics", metrics, several), folded("Code, packages and data", provenance, false)]);
}

function folded(title, rows, open) {
  if (!rows.length) return null;
  return el("details", { class: "card", open }, el("summary", {}, title), el("div", { class: "scroll", tabindex: "0" }, rowTable(rows)));
}

function rowTable(rows) {
  const head = report.runs.length > 1
    ? [el("thead", {}, el("tr", {}, el("th", {}), report.runs.map((run, index) => el("th", seriesOf(index), el("span", { class: "swatch" }), run.short))))] : [];
  return el("table", { class: "rows" }, head, el("tbody", {}, rows.map(tableRow)));
}

function tableRow(row) {
  const alone = row.values.length === 1 && report.runs.length > 1;
  const cells = row.values.map((value, index) =>
    el("td", { class: `value${index === row.best ? " best" : ""}`, colspan: alone ? report.runs.length : null }, value));
  return el("tr", { class: row.marked ? "marked" : null }, el("th", {}, el("code", {}, row.key)), cells);
}
