// SPDX-FileCopyrightText: 2026 The ipt_kg project
// SPDX-License-Identifier: Apache-2.0

// The engine of the static SPARQL page, in a thread of its own, so that the page can stop it by ending it.
// Asked {query, dump}, it tells {stage} on the way and then one of {names, rows, csv}, {yes}, {turtle} or {error}.

import init, { Store } from "./vendor/oxigraph/web.js";

const SHOWN = 1000;
const RESULTS = "application/sparql-results+json";
// IRIs, strings and comments, in which FROM is no word of the language.
const NO_WORDS =
  /<[^<>"{}|^`\\\x00-\x20]*>|"{3}(?:[^"\\]|\\.|"(?!""))*"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*/gs;
let store;

self.onmessage = async ({ data }) => {
  try {
    store ??= await load(data.dump);
    self.postMessage({ stage: "Asking …" });
    const begun = performance.now();
    const answer = ask(data.query);
    self.postMessage({ ...answer, seconds: (performance.now() - begun) / 1000 });
  } catch (error) {
    const broken = error instanceof WebAssembly.RuntimeError;
    self.postMessage({ error: broken ? "The query took more memory than there is." : error.message, broken });
  }
};

async function load(dump) {
  self.postMessage({ stage: "Fetching the data and the query engine …" });
  const [response] = await Promise.all([fetch(dump), init()]);
  if (!response.ok) throw new Error(`The data could not be fetched: ${response.status} ${response.statusText}`);
  const content = new Uint8Array(await response.arrayBuffer());
  self.postMessage({ stage: "Reading the data …" });
  const filled = new Store();
  filled.load(content, { format: "application/n-quads", no_transaction: true });
  return filled;
}

function ask(query) {
  const options = { use_default_graph_as_union: !choosesGraphs(query) };
  try {
    return read(JSON.parse(store.query(query, { ...options, results_format: RESULTS })));
  } catch (error) {
    // So it says of a query that makes triples, before it is run.
    if (!error.message.startsWith("Not supported RDF format")) throw error;
    return { turtle: store.query(query, { ...options, results_format: "text/turtle" }) };
  }
}

// As on the server: all graphs are asked, unless the query says which.
function choosesGraphs(query) {
  return /(?<![?$:\w-])from\b(?!\s*:)/i.test(query.replace(NO_WORDS, " "));
}

function read({ head, boolean, results }) {
  if (!results) return { yes: boolean };
  const names = head.vars ?? [];
  const rows = results.bindings.map((row) => names.map((name) => row[name] ?? null));
  const lines = [names, ...rows.map((row) => row.map(words))].map((line) => line.map(field).join(","));
  const csv = new Blob([lines.join("\r\n"), "\r\n"], { type: "text/csv;charset=utf-8" });
  return { names, rows: rows.slice(0, SHOWN), total: rows.length, csv };
}

function words(term) {
  if (!term) return "";
  if (term.type !== "triple") return term.type === "bnode" ? `_:${term.value}` : term.value;
  const { subject, predicate, object } = term.value;
  return `<<( ${[subject, predicate, object].map(words).join(" ")} )>>`;
}

function field(value) {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
