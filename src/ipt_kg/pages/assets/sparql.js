// SPDX-FileCopyrightText: 2026 The ipt_kg project
// SPDX-License-Identifier: Apache-2.0

// The SPARQL page of the server: YASGUI in the place of the form, asking the page's own endpoint and nothing else.
// Without this script the form works as it is.
"use strict";

(() => {
  const MENDED = [
    [".CodeMirror textarea", "aria-label", "SPARQL query; Escape, then Tab leaves it"],
    [".CodeMirror-scroll", "tabindex", "0"], // what scrolls can be scrolled by keys
    [".CodeMirror-scroll", "role", "group"],
    [".CodeMirror-scroll", "aria-label", "Text, to scroll"],
    [".tabsList", "aria-label", "Queries"],
    [".yasqe_sharePopup input", "aria-label", "Link to the query"],
    [".tableSizer", "aria-label", "Page size"],
    [".yasr_response_chip", "role", "status"],
    [".errorResult", "role", "alert"],
  ];
  const WORDS = { "Simple view": "Without types", Ellipse: "Shorten long values" };
  const REASONS = [
    [/abort/i, "The query was stopped."],
    [/^$|failed to fetch|networkerror|load failed/i, "The server did not answer. It may be out of reach."],
  ];
  const place = document.getElementById("yasgui");
  const form = document.getElementById("query-form");
  if (!place || !form || !window.Yasgui) return;
  const endpoint = new URL(place.dataset.endpoint, document.baseURI).href;
  const prefixes = JSON.parse(document.getElementById("prefixes")?.textContent || "{}");

  // The column resizer writes <style> elements, which the page's policy forbids. An element of that name
  // in no namespace takes what is written into it, and styles nothing.
  const createElement = document.createElement.bind(document);
  document.createElement = (name, options) =>
    name === "style" ? document.createElementNS("", "style") : createElement(name, options);

  // No list of prefixes or terms is fetched from anywhere: prefixes are those of the page.
  const { Yasqe, Yasr } = window.Yasgui;
  Yasqe.defaults.autocompleters = ["variables"];
  Yasqe.forkAutocompleter("prefixes", {
    name: "page-prefixes",
    get: () => Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`),
    persistenceId: null,
  });
  Yasr.defaults.plugins.table.dynamicConfig = { isEllipsed: false }; // texts are read in full, until asked otherwise
  Yasr.defaults.errorRenderers = [explain];

  // A shared link holds the query after #, which no server logs.
  window.Yasgui.Tab.prototype.getShareableLink = function () {
    return `${location.origin}${location.pathname}#query=${encodeURIComponent(this.getYasqe().getValue())}`;
  };

  const asked = new URLSearchParams(location.hash.slice(1)).get("query");
  const written = form.querySelector("textarea").value;
  const linked = asked ?? (new URLSearchParams(location.search).has("query") ? written : null);

  form.hidden = true;
  place.hidden = false;
  const yasgui = new window.Yasgui(place, {
    autofocus: false,
    persistenceId: `ipt-kg:${location.pathname}`,
    populateFromUrl: false,
    copyEndpointOnNewTab: false,
    endpointCatalogueOptions: { getData: () => [] },
    requestConfig: { endpoint, method: "POST" },
    yasqe: {
      value: linked ?? written,
      collapsePrefixesOnLoad: true,
      // Tab leaves the editor, as it leaves every other field.
      extraKeys: { Tab: false, "Shift-Tab": false },
    },
    // Answers of yesterday's data are not kept.
    yasr: { prefixes, maxPersistentResponseSize: -1 },
  });
  yasgui.config.yasqe.value = written; // what a new tab begins with
  for (const tab of Object.values(yasgui._tabs)) tab.setRequestConfig({ endpoint, method: "POST" });
  if (linked !== null) openLinked(linked);
  const status = drawTools();
  mend();
  new MutationObserver(mend).observe(place, { childList: true, subtree: true });
  yasgui.on("query", sayAsking);
  yasgui.on("queryAbort", () => (status.textContent = "Stopped."));
  yasgui.on("queryResponse", () => (status.textContent = ""));
  yasgui.on("tabClose", () => Object.keys(yasgui._tabs).length > 1 || yasgui.addTab(true));
  document.getElementById("examples")?.addEventListener("click", runExample);

  // Put a query that came with the address into a tab, unless one has it already.
  function openLinked(query) {
    const known = Object.values(yasgui._tabs).find((tab) => tab.getPersistedJson().yasqe.value === query);
    if (known) yasgui.selectTabId(known.getId());
    else yasgui.addTab(true, { yasqe: { value: query } });
  }

  function runExample(event) {
    const link = event.target.closest("a[data-query]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    const tab = yasgui.getTab();
    tab.setQuery(link.dataset.query);
    tab.getYasqe().collapsePrefixes(true);
    tab.query().catch(() => {}); // the answer's place shows what went wrong
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    place.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
  }

  // Draw what YASGUI lacks: a button for a new tab that is no tab itself, and words on how it goes.
  function drawTools() {
    const button = createElement("button");
    button.type = "button";
    button.className = "new-tab";
    button.textContent = "New query";
    button.addEventListener("click", () => yasgui.addTab(true));
    const words = createElement("p");
    words.className = "unseen";
    words.setAttribute("role", "status");
    place.prepend(button, words);
    return words;
  }

  function sayAsking(_, tab) {
    status.textContent = "Asking …";
    const button = tab.getYasqe().rootEl.querySelector(".yasqe_queryButton");
    button.title = "Stop the query";
    button.setAttribute("aria-label", "Stop the query"); // YASGUI sets it back with the answer
  }

  // Give names and roles to what YASGUI draws without.
  function mend() {
    for (const [selector, name, value] of MENDED) {
      for (const element of place.querySelectorAll(`${selector}:not([${name}="${value}"])`))
        element.setAttribute(name, value);
    }
    for (const label of place.querySelectorAll(".tableControls .label")) rename(label);
    for (const title of place.querySelectorAll("th:first-child .dt-column-title:empty")) nameColumn(title);
  }

  function rename(label) {
    const name = WORDS[label.textContent];
    if (name) label.textContent = name;
  }

  // The column of row numbers has no heading.
  function nameColumn(title) {
    const name = createElement("span");
    name.className = "unseen";
    name.textContent = "Row";
    title.append(name);
  }

  // Say what YASGUI has no words for: no answer at all.
  async function explain(error) {
    const reason = error.status ? null : REASONS.find(([pattern]) => pattern.test(error.text || ""));
    if (!reason) return undefined;
    const text = createElement("p");
    text.textContent = reason[1];
    return text;
  }
})();
