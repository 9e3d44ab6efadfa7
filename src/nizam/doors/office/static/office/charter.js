// SPDX-License-Identifier: EUPL-1.2
// Reading a charter through by keyboard. Every act is a form of the page; this sends it and shows what came of it, without
// leaving the place. The keys rest while somebody writes, and where the account says so.

const page = document.getElementById("nz-reading");
const dialog = document.querySelector("dialog.nz-keys");
const articles = document.getElementById("nz-articles");
const printed = document.getElementById("nz-printed");
const WRITING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
const NATURES = { d: "duty", r: "right", b: "responsibility", u: "rule", t: "structure" };
const MENDS = { m: "join", "[": "raise", "]": "lower", y: "settle", x: "drop" };
const PATIENCE = 120;
const ZERO = "00000000-0000-0000-0000-000000000000";
let waiting = 0;
let busy = false;

const rows = () => [...articles.querySelectorAll(".nz-part")];
const chosen = () => articles.querySelector(".nz-part--chosen");
const token = () => page.querySelector("#nz-reading-act [name=csrfmiddlewaretoken]").value;

function say(words) {
  const place = document.getElementById("nz-reading-said");
  if (place) place.textContent = words;
}

function light(row) {
  for (const line of printed.querySelectorAll(".nz-lit")) line.classList.remove("nz-lit");
  const from = Number(row.dataset.from);
  const to = Math.min(Number(row.dataset.to), from + 200);
  for (let number = from; number <= to; number += 1) document.getElementById(`l-${number}`)?.classList.add("nz-lit");
  const first = document.getElementById(`l-${from}`);
  if (first && printed.scrollHeight > printed.clientHeight) {
    printed.scrollTop += first.getBoundingClientRect().top - printed.getBoundingClientRect().top - printed.clientHeight / 3;
  }
}

async function fillPanel(row) {
  const answer = await fetch(`${page.dataset.address}?part=panel&at=${row.dataset.uid}`);
  if (!answer.ok || !row.classList.contains("nz-part--chosen") || row.querySelector(".nz-part__panel")) return;
  row.insertAdjacentHTML("beforeend", await answer.text());
}

function choose(row, { focus = true } = {}) {
  const before = chosen();
  if (before !== row) {
    before?.classList.remove("nz-part--chosen");
    before?.querySelector(".nz-part__panel")?.remove();
    before?.querySelector(".nz-part__text").removeAttribute("aria-current");
    row.classList.add("nz-part--chosen");
    row.querySelector(".nz-part__text").setAttribute("aria-current", "true");
    history.replaceState(null, "", `${page.dataset.address}?at=${row.dataset.uid}`);
    clearTimeout(waiting);
    waiting = setTimeout(() => fillPanel(row), PATIENCE);
  }
  light(row);
  if (focus) {
    row.querySelector(".nz-part__text").focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
}

function step(by) {
  const all = rows();
  const here = all.indexOf(chosen());
  const next = all[Math.min(Math.max(here + by, 0), all.length - 1)];
  if (next) choose(next);
}

function toDoubtful() {
  const all = rows();
  const here = all.indexOf(chosen());
  const turned = [...all.slice(here + 1), ...all.slice(0, here + 1)];
  const next = turned.find((row) => row.classList.contains("nz-part--doubtful"));
  if (next) choose(next);
  else say(page.dataset.noDoubt);
}

// Sends one act; `at` is the article that is chosen afterwards.
async function act(address, values, at) {
  if (busy || !address) return;
  busy = true;
  articles.setAttribute("aria-busy", "true");
  try {
    const body = new URLSearchParams({ csrfmiddlewaretoken: token(), ...values });
    body.set("next", `${page.dataset.address}?part=articles&at=${at}`);
    const answer = await fetch(address, { method: "POST", body });
    const text = await answer.text();
    if (answer.ok && answer.redirected) {
      articles.innerHTML = text;
      const row = chosen();
      if (row) choose(row);
    } else {
      const told = new DOMParser().parseFromString(text, "text/html").querySelectorAll("#nz-summary li");
      say([...told].map((one) => one.textContent.trim()).join(" ") || page.dataset.refused);
    }
  } catch {
    say(page.dataset.refused);
  } finally {
    busy = false;
    articles.removeAttribute("aria-busy");
  }
}

const addressOf = (name, uid) => page.getAttribute(`data-${name}`)?.replace(ZERO, uid);

function mend(name) {
  const row = chosen();
  if (!row || !page.dataset.mend) return false;
  const all = rows();
  const here = all.indexOf(row);
  let at = row;
  if (name === "join") at = all[here - 1] ?? row;
  if (name === "drop") at = all[here + 1] ?? all[here - 1] ?? row;
  act(addressOf(`${name}_provision`, row.dataset.uid), {}, at.dataset.uid);
  return true;
}

function judge(nature) {
  const row = chosen();
  if (row) act(addressOf("judge_provision", row.dataset.uid), { nature }, row.dataset.uid);
}

function confirmFirst(kind, name) {
  const row = chosen();
  if (!row) return;
  if (row.dataset[kind]) act(addressOf(name, row.dataset[kind]), {}, row.dataset.uid);
  else say(page.dataset.nothing);
}

async function reach(selector) {
  const row = chosen();
  if (!row) return;
  clearTimeout(waiting);
  if (!row.querySelector(".nz-part__panel")) await fillPanel(row);
  const field = row.querySelector(selector);
  field?.focus();
  field?.select?.();
}

function undo() {
  const button = articles.querySelector("button[data-act=undo]");
  if (button) act(button.getAttribute("formaction"), {}, chosen()?.dataset.uid ?? "");
}

function press(key) {
  if (key in NATURES) judge(NATURES[key]);
  else if (key in MENDS) return mend(MENDS[key]);
  else if (key === "j") step(1);
  else if (key === "k") step(-1);
  else if (key === "n") toDoubtful();
  else if (key === "s") reach("[data-breaks] button, [data-text]");
  else if (key === "#") reach("[data-number]");
  else if (key === "w") reach("[data-text]");
  else if (key === "c") confirmFirst("first", "confirm_provisioncapability");
  else if (key === "v") confirmFirst("binding", "confirm_provisionbinding");
  else if (key === "z") undo();
  else return false;
  return true;
}

// A "g" before the letter belongs to the keys of every page.
let going = 0;

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || dialog?.open) return;
  if (event.target instanceof Element && event.target.closest(WRITING)) return;
  if (going && Date.now() - going < 1500) {
    going = 0;
    return;
  }
  if (event.key === "g") going = Date.now();
  if (!press(event.key)) return;
  event.preventDefault();
  event.stopPropagation();
}

function onSubmit(event) {
  const form = event.target;
  const button = event.submitter;
  event.preventDefault();
  const values = Object.fromEntries(new FormData(form, button));
  delete values.next;
  const address = button?.getAttribute("formaction") || form.getAttribute("action");
  const uid = chosen()?.dataset.uid ?? "";
  const joined = page.getAttribute("data-join_provision") && address?.includes("/join_provision/");
  const dropped = address?.includes("/drop_provision/");
  if (joined) mend("join");
  else if (dropped) mend("drop");
  else act(address, values, uid);
}

function splitAtCursor(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const field = event.target instanceof Element ? event.target.closest("[data-text]") : null;
  if (!field?.dataset.split) return;
  event.preventDefault();
  // The office counts letters, the browser halves of rare ones.
  const at = [...field.value.slice(0, field.selectionStart)].length;
  act(field.dataset.split, { at: String(at) }, chosen()?.dataset.uid ?? "");
}

if (page) {
  if (dialog?.matches("[data-nz-keys]")) {
    // Before the keys of every page, which the same letters mean elsewhere.
    window.addEventListener("keydown", onKey, { capture: true });
    const own = page.querySelectorAll("#nz-page-keys tr");
    const table = dialog.querySelector("tbody");
    for (const row of [...own].reverse()) table?.prepend(row.cloneNode(true));
  }
  articles.addEventListener("submit", onSubmit);
  articles.addEventListener("keydown", splitAtCursor);
  articles.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest(".nz-part__text") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(link.closest(".nz-part"));
  });
  const row = chosen();
  if (row) light(row);
  if (location.hash === "#told") document.getElementById("told").open = true;
  document.querySelectorAll('a[href="#told"]').forEach((door) => door.addEventListener("click", () => (document.getElementById("told").open = true)));
}
