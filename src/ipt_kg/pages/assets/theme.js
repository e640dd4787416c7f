// SPDX-FileCopyrightText: 2026 The ipt_kg project
// SPDX-License-Identifier: Apache-2.0

// A button that goes through three looks: as the device is set, light, dark. The choice stays in this browser.
// Scripts that draw with the page's colours hear of a change by the event "themechange".
"use strict";

(() => {
  const KEY = "ipt-kg:theme";
  const LOOKS = { auto: "◐ Auto", light: "☀ Light", dark: "☾ Dark" };
  const root = document.documentElement;
  let look = remembered();
  show();
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", offer);
  else offer();

  // A browser may forbid keeping anything: then the choice lasts as long as the page.
  function remembered() {
    try {
      const kept = localStorage.getItem(KEY);
      return kept in LOOKS ? kept : "auto";
    } catch {
      return "auto";
    }
  }

  function keep() {
    try {
      if (look === "auto") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, look);
    } catch {
      // It lasts as long as the page.
    }
  }

  function show() {
    if (look === "auto") delete root.dataset.theme;
    else root.dataset.theme = look;
  }

  function offer() {
    const button = document.getElementById("theme");
    if (!button) return;
    const name = () => {
      button.textContent = LOOKS[look];
      button.title = "Colours: as the device is set, light, or dark";
    };
    button.addEventListener("click", () => {
      const looks = Object.keys(LOOKS);
      look = looks[(looks.indexOf(look) + 1) % looks.length];
      show();
      keep();
      name();
      document.dispatchEvent(new Event("themechange"));
    });
    name();
    button.hidden = false;
  }
})();
