// SPDX-FileCopyrightText: 2026 The ipt_kg project
// SPDX-License-Identifier: Apache-2.0

// Search on the static site: over the list of texts that stands beside the pages, in the visitor's browser.
"use strict";

(() => {
  const MOST = 50;
  const WEIGHTS = { concept: 3, study: 3, article: 3, rule: 2, term: 2 };
  const place = document.getElementById("found");
  const words = (new URLSearchParams(location.search).get("q") || "").slice(0, 200);
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const wordsOf = (text) => plain(text).match(/[\p{L}\p{N}]+/gu) || [];
  // Much as the server's index has it: "relapses" finds "relapse", and a beginning finds what begins so.
  const stem = (word) => word.replace(/(?<=.{4})(?:ations?|ively|ive|ness|ing|ies|ed|es|ly|y|s|e)$/u, "");
  const sought = wordsOf(words);
  const kinds = JSON.parse(place.dataset.kinds);
  const verdicts = JSON.parse(place.dataset.verdicts);
  for (const field of document.querySelectorAll("input[name=q]")) field.value = words;

  const made = (name, text, attributes = {}) => {
    const element = document.createElement(name);
    element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };

  const address = (path) => {
    const [page, fragment] = path.split("#");
    const file = `${page.split("/").map(encodeURIComponent).join("/")}.html`;
    return fragment === undefined ? file : `${file}#${encodeURIComponent(fragment)}`;
  };

  const badge = (verdict) => {
    const [name, mark] = verdicts[verdict];
    const element = made("span", "", { class: `badge ${verdict}` });
    element.append(made("span", mark, { "aria-hidden": "true" }), ` ${name}`);
    return element;
  };

  const hit = ([kind, path, name, verdict, text]) => {
    const item = document.createElement("li");
    item.append(made("a", name, { href: address(path) }), " ", made("span", kinds[kind] || kind, { class: "kind" }));
    if (verdict) item.append(" ", badge(verdict));
    item.append(made("p", text));
    return item;
  };

  const hasAll = (text) => {
    const there = wordsOf(text);
    return sought.every((word) => there.some((each) => each.startsWith(word) || each.startsWith(stem(word))));
  };

  const show = (texts) => {
    const found = texts
      .filter((each) => hasAll(each[4]))
      .map((each) => [each, (WEIGHTS[each[0]] || 1) / Math.sqrt(each[4].length)])
      .sort((one, other) => other[1] - one[1])
      .slice(0, MOST)
      .map(([each]) => each);
    const list = made("ol", "", { class: "hits" });
    list.append(...found.map(hit));
    const more = found.length === MOST ? ", and there may be more" : "";
    place.replaceChildren(made("p", `${found.length || "Nothing"} found for “${words}”${more}.`), list);
  };

  if (!sought.length) {
    place.replaceChildren();
    return;
  }
  place.replaceChildren(made("p", "Searching …"));
  fetch(place.dataset.index)
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText))))
    .then(show)
    .catch((error) => place.replaceChildren(made("p", `The list of texts cannot be read: ${error.message}`)));
})();
