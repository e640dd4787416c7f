// SPDX-FileCopyrightText: 2026 The ipt_kg project
// SPDX-License-Identifier: Apache-2.0

// The SPARQL page of the static site: no server answers, so the queries run here, over the whole of the data, which
// the first query fetches. Whatever comes out of the data is put into the page as text.

const form = document.getElementById("query-form");
const field = form.querySelector("textarea");
const run = form.querySelector("button[type=submit]");
const dump = new URL(form.dataset.dump, document.baseURI);
const prefixes = Object.entries(JSON.parse(document.getElementById("prefixes")?.textContent || "{}"));
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const { stop, status, answer } = draw();
let worker = null;
let running = false;

form.addEventListener("submit", ask);
stop.addEventListener("click", () => end("Stopped."));
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) ask(event);
});
document.getElementById("examples")?.addEventListener("click", runExample);
const linked = new URLSearchParams(location.hash.slice(1)).get("query");
if (linked !== null) field.value = linked;

// The form's choice of a format is the server's: here stand a button that stops, and a place for the answer.
function draw() {
  const format = form.querySelector("select");
  for (const element of [format, form.querySelector(`label[for="${format?.id}"]`)]) element?.remove();
  const stop = make("button", "Stop", { type: "button", hidden: true });
  const status = make("p", "", { className: "answer-status" });
  status.setAttribute("role", "status");
  const answer = make("div", "", { className: "answer" });
  run.after(" ", stop);
  form.after(status, answer);
  return { stop, status, answer };
}

function make(name, text = "", properties = {}) {
  return Object.assign(document.createElement(name), { textContent: text }, properties);
}

function ask(event) {
  event.preventDefault();
  if (running) return;
  answer.replaceChildren();
  if (dump.origin !== location.origin) return show({ error: "The data are not on this site." });
  history.replaceState(null, "", `#query=${encodeURIComponent(field.value)}`); // the address can be passed on
  worker ??= hire();
  setRunning(true);
  worker.postMessage({ query: field.value, dump: dump.href });
}

function hire() {
  const hired = new Worker(new URL("sparql-worker.js", import.meta.url), { type: "module" });
  hired.addEventListener("message", ({ data }) => (data.stage ? say(data.stage) : show(data)));
  hired.addEventListener("error", (event) => {
    event.preventDefault();
    show({ error: event.message || "The query engine could not be started.", broken: true });
  });
  return hired;
}

function end(words) {
  worker?.terminate();
  worker = null;
  setRunning(false);
  say(words);
}

function setRunning(now) {
  running = now;
  stop.hidden = !now;
  run.disabled = now;
  answer.setAttribute("aria-busy", String(now));
}

function say(words) {
  status.textContent = words;
}

function show(found) {
  if (found.broken) end("");
  setRunning(false);
  const time =
    found.seconds === undefined ? "" : ` in ${found.seconds.toLocaleString("en", { maximumFractionDigits: 3 })} s`;
  if (found.error !== undefined) fail(found.error);
  else if (found.yes !== undefined) say(`The answer is ${found.yes ? "yes" : "no"}${time}.`);
  else if (found.turtle !== undefined) showGraph(found.turtle, time);
  else showTable(found, time);
}

function fail(words) {
  say("");
  const error = make("pre", words, { className: "answer-error" });
  error.setAttribute("role", "alert");
  error.tabIndex = 0;
  answer.append(error);
}

function showGraph(turtle, time) {
  say(turtle.trim() ? `A graph${time}.` : `No triples${time}.`);
  if (!turtle.trim()) return;
  const text = make("pre", turtle, { tabIndex: 0 });
  text.setAttribute("aria-label", "The graph, as Turtle");
  text.setAttribute("role", "region");
  answer.append(text, download(new Blob([turtle], { type: "text/turtle;charset=utf-8" }), "answer.ttl"));
}

function showTable({ names, rows, total, csv }, time) {
  const count = total.toLocaleString("en");
  const part = rows.length < total ? `, of which the first ${rows.length.toLocaleString("en")} are shown` : "";
  say(`${count} ${total === 1 ? "row" : "rows"}${part}${time}.`);
  if (!total) return;
  const table = make("table");
  const head = table.createTHead().insertRow();
  for (const name of names) head.append(make("th", name, { scope: "col" }));
  const body = table.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const term of row) line.insertCell().append(...cell(term));
  }
  const frame = make("div", "", { className: "answer-table", tabIndex: 0 });
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", "The answer");
  frame.append(table);
  answer.append(frame, download(csv, "answer.csv"));
}

function cell(term) {
  if (!term) return [];
  if (term.type === "triple")
    return ["<<( ", ...["subject", "predicate", "object"].flatMap((part) => [...cell(term.value[part]), " "]), ")>>"];
  if (term.type === "uri") return [link(term.value)];
  if (term.type === "bnode") return [`_:${term.value}`];
  const kind = term["xml:lang"] ? `@${term["xml:lang"]}` : term.datatype ? short(term.datatype) : "";
  return kind ? [term.value, " ", make("span", kind, { className: "faint" })] : [term.value];
}

function link(iri) {
  if (!/^https?:\/\//i.test(iri)) return iri;
  return make("a", short(iri), { href: iri, title: iri, rel: "noopener noreferrer" });
}

function short(iri) {
  const found = prefixes.find(([, start]) => iri.startsWith(start) && /^[\w-]*$/.test(iri.slice(start.length)));
  return found ? `${found[0]}:${iri.slice(found[1].length)}` : iri;
}

function download(content, name) {
  const button = make("button", `Download ${name}`, { type: "button" });
  button.addEventListener("click", () => {
    const address = URL.createObjectURL(content);
    make("a", "", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  });
  return button;
}

function runExample(event) {
  const link = event.target.closest("a[data-query]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  if (running) end("");
  field.value = link.dataset.query;
  form.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth", block: "start" });
  ask(event);
}
