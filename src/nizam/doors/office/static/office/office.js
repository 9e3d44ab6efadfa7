// SPDX-License-Identifier: EUPL-1.2
// Comfort on top of pages that work without it: choosing by typing, menus that close, all rows ticked at once.
// Starts Wagtail's date pickers and inline panels too, which its own templates do with inline scripts.

import { enhanceSelect } from "./combobox.js";

const PICKERS = { Date: "initDateChooser", Time: "initTimeChooser", DateTime: "initDateTimeChooser" };

function startWagtailParts(root) {
  for (const mark of root.querySelectorAll("[data-nz-picker]")) {
    window[PICKERS[mark.dataset.nzPicker]]?.(mark.dataset.nzFor, JSON.parse(mark.dataset.nzConfig));
    mark.remove();
  }
  for (const mark of root.querySelectorAll("[data-nz-panel]")) {
    const Panel = window[mark.dataset.nzPanel];
    if (Panel) new Panel(JSON.parse(mark.dataset.nzConfig));
    mark.remove();
  }
}

function closeMenusOnLeave() {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.nz-menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.nz-menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

function tickAll() {
  for (const table of document.querySelectorAll("table.nz-table, table.nz-worktable")) {
    const boxes = [...table.querySelectorAll('tbody input[type="checkbox"][name="uid"]')];
    const place = table.querySelector("thead th[data-all]");
    if (!boxes.length || !place) continue;
    const all = document.createElement("input");
    all.type = "checkbox";
    const label = document.createElement("label");
    const words = document.createElement("span");
    words.textContent = place.dataset.all || place.textContent.trim();
    label.append(all, words);
    all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
    place.append(label);
  }
}

startWagtailParts(document);
new MutationObserver((changes) => {
  for (const change of changes) {
    for (const node of change.addedNodes) if (node.nodeType === Node.ELEMENT_NODE) startWagtailParts(node);
  }
}).observe(document.body, { childList: true, subtree: true });
for (const select of document.querySelectorAll("select[data-choose]")) enhanceSelect(select);
closeMenusOnLeave();
tickAll();
// A script that comes late takes nobody out of the field he writes in.
if (document.activeElement === document.body) document.getElementById("nz-summary")?.focus();
