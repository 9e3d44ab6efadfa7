// SPDX-License-Identifier: EUPL-1.2
// Single keys, as the dialog of keys lists them. They rest while somebody writes, and where the account says so.

const dialog = document.querySelector("dialog[data-nz-keys]");
const ROWS = ".nz-table tbody tr, .nz-worktable tbody tr";
const WRITING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
// How long, in milliseconds, "g" waits for the letter after it.
const PATIENCE = 1500;
let going = 0;

function doorOf(row) {
  return row.querySelector("th a[href]") ?? row.querySelector("a[href]");
}

function step(by) {
  const doors = [...document.querySelectorAll(ROWS)].map(doorOf).filter(Boolean);
  if (!doors.length) return;
  const here = doors.findIndex((door) => door.closest("tr").contains(document.activeElement));
  const next = here < 0 ? (by > 0 ? 0 : doors.length - 1) : Math.min(Math.max(here + by, 0), doors.length - 1);
  doors[next].focus();
}

function search() {
  document.querySelector("main .nz-search input[type=search]")?.focus();
  return true;
}

function jump() {
  const field = document.querySelector("dialog[data-nz-jump]");
  field?.dispatchEvent(new CustomEvent("nz-open"));
  return Boolean(field);
}

// Presses what a row offers under a key, in the row that has the focus.
function pressInRow(key) {
  const door = document.activeElement?.closest("tr")?.querySelector(`[data-nz-press="${CSS.escape(key)}"]`);
  door?.click();
  return Boolean(door);
}

function press(key) {
  if (going && Date.now() - going < PATIENCE) {
    going = 0;
    const door = dialog.querySelector(`[data-nz-go="${CSS.escape(key)}"]`);
    if (door) window.location.assign(door.href);
    return Boolean(door);
  }
  if (key === "?") dialog.showModal();
  else if (key === "/") return jump();
  else if (key === "f") return search();
  else if (key === "g") going = Date.now();
  else if (key === "j") step(1);
  else if (key === "k") step(-1);
  else if (key === "n") document.querySelector("main .nz-next")?.focus();
  else return pressInRow(key);
  return true;
}

if (dialog) {
  // Before the shell's own listeners, so that "/" means one thing.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || document.querySelector("dialog[open]")) return;
      if (event.target instanceof Element && event.target.closest(WRITING)) return;
      if (!press(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    { capture: true },
  );
}
