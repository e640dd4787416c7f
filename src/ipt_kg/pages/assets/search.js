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
  const sought = plain(words).match(/[\p{L}\p{N}]+/gu) || [];
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

  const hit = ([kind, path, text]) => {
    const item = document.createElement("li");
    item.append(made("a", path.split("#")[0].split("/").pop(), { href: address(path) }), " ");
    item.append(made("span", kind, { class: "kind" }), made("p", text));
    return item;
  };

  const show = (texts) => {
    const found = texts
      .map((each) => [each, plain(each[2])])
      .filter(([, text]) => sought.every((word) => text.includes(word)))
      .map(([each, text]) => [each, (WEIGHTS[each[0]] || 1) / Math.sqrt(text.length)])
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
