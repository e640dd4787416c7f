// SPDX-FileCopyrightText: 2026 The ipt_kg project
// SPDX-License-Identifier: Apache-2.0

// The evidence map: therapies and comparators as circles, comparisons as lines, the wider the more estimates.
// It repeats the page's table, which is there for those who cannot see or point.
"use strict";

(() => {
  const RULES = `
    .map-canvas { width: 100%; height: 100%; position: relative; }
    .map-tools { display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; margin: .5rem 0; }
    .map-note { margin: 0; flex: 1 1 14rem; min-height: 1.6em; color: var(--muted); }
    @media print { .map-tools { display: none; } }`;
  const STEP = 1.4;
  const GAP = 26;
  const LABEL = { x: 64, y: 36 }; // about half of what a circle with its words takes
  const FORCES = {
    name: "cose",
    animate: false,
    randomize: false,
    fit: false,
    nodeDimensionsIncludeLabels: true,
    nodeRepulsion: () => 60000,
    idealEdgeLength: () => 120,
    numIter: 1500,
  };
  const place = document.getElementById("map");
  const source = document.getElementById("map-data");
  if (!place || !source || !window.cytoscape) return;
  const { nodes, edges } = JSON.parse(source.textContent);
  if (!nodes.length) return;

  adopt(RULES);
  const cy = window.cytoscape({
    container: drawCanvas(),
    elements: [...nodes.map(circle), ...edges.map(line)],
    style: look(),
    layout: { name: "preset" },
    userZoomingEnabled: false, // the wheel scrolls the page
    userPanningEnabled: false, // until a part is looked at, a finger scrolls the page
    boxSelectionEnabled: false,
    autoungrabify: true,
    autounselectify: true,
    minZoom: 0.05,
    maxZoom: 4,
  });
  const arranged = arrange();
  whole();
  const note = drawTools();
  cy.on("tap", "[href]", (event) => visit(event.target.data("href")));
  cy.on("mouseover", "node, edge", (event) => point(event.target));
  cy.on("mouseout", "node, edge", () => point(null));
  window.addEventListener("resize", whole);
  for (const change of ["(prefers-color-scheme: dark)", "print"])
    window.matchMedia(change).addEventListener("change", recolour);
  document.addEventListener("themechange", recolour);

  // Cytoscape would write its one rule into the page as a <style> element, which the policy forbids, unless it finds
  // an element of that name; .map-canvas has the rule.
  function adopt(rules) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    const found = document.createElementNS("", "style");
    found.setAttribute("id", "__________cytoscape_stylesheet");
    document.head.append(found);
  }

  function drawCanvas() {
    const canvas = document.createElement("div");
    canvas.className = "map-canvas";
    for (const kind of ["touchmove", "touchend"]) canvas.addEventListener(kind, letScroll, { passive: true });
    place.append(canvas);
    return canvas;
  }

  // Cytoscape cancels touches, so that a finger that begins on a circle could not scroll the page.
  function letScroll(event) {
    if (!event.cancelable || (event.type === "touchmove" && !cy.userPanningEnabled())) event.preventDefault = () => {};
  }

  function circle({ id, label, kind, href }) {
    return { group: "nodes", data: { id, label, kind, ...(href && { href }) } };
  }

  function line({ source, target, label, effects, href }, index) {
    const words = `${label}: ${effects} ${effects === 1 ? "estimate" : "estimates"}`;
    return { group: "edges", data: { id: `edge ${index}`, source, target, words, effects, ...(href && { href }) } };
  }

  // The same data give the same picture: nothing is left to chance. What nothing joins stands side by side.
  function arrange() {
    const parts = cy.elements().components();
    for (const part of parts) {
      const byName = (a, b) => (a.id() < b.id() ? -1 : 1);
      part.layout({ name: "circle", radius: 60 + 12 * part.nodes().length, sort: byName }).run();
      part
        .nodes()
        .max((node) => node.degree(false))
        .ele.position({ x: 0, y: 0 });
      part.layout(FORCES).run();
    }
    pack(parts.map((part) => ({ part, box: part.boundingBox({ includeLabels: true }) })));
    return new Map(cy.nodes().map((node) => [node.id(), { ...node.position() }]));
  }

  function pack(boxes) {
    boxes.sort((a, b) => b.box.w * b.box.h - a.box.w * a.box.h);
    const area = boxes.reduce((sum, { box }) => sum + (box.w + GAP) * (box.h + GAP), 0);
    const width = Math.max(boxes[0].box.w, Math.sqrt((area * place.clientWidth) / place.clientHeight));
    let [x, y, tall] = [0, 0, 0];
    for (const { part, box } of boxes) {
      if (x && x + box.w > width) [x, y, tall] = [0, y + tall + GAP, 0];
      part.nodes().shift({ x: x - box.x1, y: y - box.y1 });
      x += box.w + GAP;
      tall = Math.max(tall, box.h);
    }
  }

  // Stretch the picture over the place, so that words keep their size, and over more where it would be too full.
  function spread() {
    const room = { x: place.clientWidth - 2 * LABEL.x, y: place.clientHeight - 2 * LABEL.y };
    const factor = Math.max(1, Math.sqrt((arranged.size * 2 * LABEL.x * 2 * LABEL.y) / (room.x * room.y)));
    for (const axis of ["x", "y"]) {
      const all = [...arranged.values()].map((position) => position[axis]);
      const [least, most] = [Math.min(...all), Math.max(...all)];
      const scale = (room[axis] * factor) / (most - least || 1);
      for (const [id, position] of arranged) cy.getElementById(id).position(axis, (position[axis] - least) * scale);
    }
  }

  function colour(name) {
    place.style.color = `var(${name})`;
    const found = getComputedStyle(place).color;
    place.style.color = "";
    return found;
  }

  function look() {
    const [ink, paper, accent, lines, muted] = ["--ink", "--card, var(--paper)", "--accent", "--line", "--muted"].map(
      colour,
    );
    const font = getComputedStyle(document.body).fontFamily;
    return [
      {
        selector: "node",
        style: {
          width: 26,
          height: 26,
          "background-color": accent,
          "border-width": 2,
          "border-color": accent,
          label: "data(label)",
          color: ink,
          "font-family": font,
          "font-size": 13,
          "text-wrap": "wrap",
          "text-max-width": 120,
          "text-valign": "bottom",
          "text-margin-y": 4,
          "text-background-color": paper,
          "text-background-opacity": 0.85,
          "text-background-padding": 2,
        },
      },
      { selector: "node[kind = 'comparator']", style: { "background-color": paper } },
      {
        selector: "edge",
        style: {
          width: (edge) => Math.min(14, 1 + 2 * Math.sqrt(edge.data("effects") || 1)),
          "line-color": muted,
          "line-opacity": 0.55,
          "curve-style": "bezier",
        },
      },
      {
        selector: ".pointed",
        style: { "line-color": accent, "line-opacity": 1, "border-color": ink, "border-width": 4 },
      },
      { selector: ".aside", style: { opacity: 0.35 } },
      { selector: "core", style: { "active-bg-color": lines, "active-bg-opacity": 0.3 } },
    ];
  }

  function recolour() {
    cy.style().fromJson(look()).update();
  }

  function drawTools() {
    const tools = document.createElement("div");
    tools.className = "map-tools";
    tools.setAttribute("role", "group");
    tools.setAttribute("aria-label", "View of the map");
    const zoom = (factor) => () => lookAt({ zoom: cy.zoom() * factor, centre: middle() });
    tools.append(button("Zoom in", zoom(STEP)), button("Zoom out", zoom(1 / STEP)), button("Whole map", whole));
    const words = document.createElement("p");
    words.className = "map-note";
    words.setAttribute("aria-hidden", "true"); // the table says it
    tools.append(words);
    place.after(tools);
    return words;
  }

  function button(name, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = name;
    made.addEventListener("click", act);
    return made;
  }

  function middle() {
    return { x: cy.width() / 2, y: cy.height() / 2 };
  }

  // Zoom about the middle; a part can then be moved by dragging.
  function lookAt({ zoom, centre }) {
    cy.userPanningEnabled(true);
    const pan = cy.pan();
    const level = Math.min(cy.maxZoom(), Math.max(cy.minZoom(), zoom));
    const moved = (axis) => centre[axis] - ((centre[axis] - pan[axis]) * level) / cy.zoom();
    const view = { zoom: level, pan: { x: moved("x"), y: moved("y") } };
    if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) cy.viewport(view);
    else cy.stop().animate({ ...view, duration: 180 });
  }

  function whole() {
    cy.stop();
    cy.resize();
    spread();
    cy.userPanningEnabled(false);
    cy.fit(undefined, 12);
  }

  // Bring out a circle with its lines, or a line with its ends, and say what it is.
  function point(element) {
    cy.elements().removeClass("pointed aside");
    place.style.cursor = element?.data("href") ? "pointer" : "";
    note.textContent = element ? element.data("words") || element.data("label") : "";
    if (!element) return;
    element.addClass("pointed");
    const near = element.isNode() ? element.closedNeighborhood() : element.union(element.connectedNodes());
    cy.elements().difference(near).addClass("aside");
  }

  // Only pages are visited: whatever else an address may be, it is not followed.
  function visit(href) {
    const address = new URL(href, document.baseURI);
    if (address.protocol === location.protocol) location.assign(address);
  }
})();
