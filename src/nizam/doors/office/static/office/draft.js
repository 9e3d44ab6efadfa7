// SPDX-License-Identifier: EUPL-1.2
// A draft while it is written: kept in the office every few seconds, on this computer while the line is away, and told
// who else is at it. The form saves without any of this; the editor of rich text takes the field's place where it is.

const BEAT = 5000;
const PAUSE = 1500;

const form = document.querySelector("form[data-draft]");
const config = JSON.parse(document.getElementById("draft-editor").textContent);
const field = form.querySelector("[data-draft-text]");
const told = {
  state: form.querySelector("[data-draft-state]"),
  others: form.querySelector("[data-draft-others]"),
  newer: form.querySelector("[data-draft-newer]"),
};
const drawer = `nizam-draft:${config.user}:${config.document}`;
const token = form.elements.csrfmiddlewaretoken.value;

let editor = null;
let changes = 0;
let sent = 0;
let sending = false;
let timer = 0;
// Words of the drawer that only the editor can show: until they stand in the page nothing takes their place.
let waiting = false;

const inserting = () => (editor ? { blocks: JSON.stringify(editor.blocks()) } : { body: field.value });
const typed = (input) => input.value !== input.defaultValue;
const inputs = [form.elements.subject, form.elements.addressee, field];
const texts = () => ({ subject: form.elements.subject.value, addressee: form.elements.addressee.value, ...inserting() });

function say(place, words, kind = "") {
  if (place.textContent !== words) place.textContent = words;
  place.dataset.kind = kind;
}

function intoDrawer(more = {}) {
  try {
    localStorage.setItem(drawer, JSON.stringify({ ...texts(), revision: config.revision, ...more }));
  } catch (error) {
    // A full or forbidden store: the office's own copy remains.
    if (!(error instanceof DOMException)) throw error;
  }
}

function outOfDrawer() {
  try {
    return JSON.parse(localStorage.getItem(drawer) || "null");
  } catch (error) {
    if (!(error instanceof DOMException || error instanceof SyntaxError)) throw error;
    return null;
  }
}

function emptyDrawer() {
  try {
    localStorage.removeItem(drawer);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

function body(values) {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", token);
  data.set("revision", config.revision);
  for (const [name, value] of Object.entries(values)) data.set(name, value);
  return data;
}

async function ask(address, values) {
  const answer = await fetch(address, { method: "POST", body: body(values), redirect: "manual" });
  if (answer.status >= 500) throw new TypeError("away");
  if (!answer.ok) return null;
  return answer.json();
}

function showMissing(missing) {
  for (const line of form.querySelectorAll("[data-part]")) {
    const met = !missing.includes(line.dataset.part);
    if ((line.dataset.met === "yes") === met) continue;
    line.dataset.met = met ? "yes" : "no";
    line.querySelector(".nz-draft__met").textContent = met ? config.words.there : config.words.lacks;
  }
}

function take(answer, upTo) {
  if (answer === null) {
    say(told.state, config.words.refused, "wrong");
    return;
  }
  say(told.others, answer.others);
  say(told.newer, answer.newer, answer.newer ? "due" : "");
  if (answer.missing) showMissing(answer.missing);
  if (answer.kept) {
    sent = upTo;
    if (sent === changes) emptyDrawer();
    say(told.state, config.words.kept.replace("%(time)s", answer.at));
  }
  if (answer.refused) say(told.state, answer.refused, "wrong");
  if (!answer.open) say(told.state, config.words.closed, "wrong");
}

async function beat() {
  if (sending) return;
  sending = true;
  const upTo = changes;
  try {
    take(await ask(config.keep, upTo > sent && !waiting ? texts() : {}), upTo);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    if (upTo > sent && !waiting) {
      intoDrawer();
      say(told.state, config.words.offline, "due");
    }
  } finally {
    sending = false;
  }
}

function changed() {
  changes += 1;
  if (waiting) return;
  intoDrawer();
  clearTimeout(timer);
  timer = setTimeout(beat, PAUSE);
}

function leave() {
  const values = changes > sent && !waiting ? texts() : {};
  navigator.sendBeacon(config.keep, body({ ...values, leaving: "1" }));
}

async function readBlocks(text) {
  const answer = await ask(config.read, { body: text });
  return answer ? answer.blocks : null;
}

async function insert(words, marked) {
  if (editor) {
    if (!marked) editor.insertText(words);
    else {
      const blocks = await readBlocks(words);
      if (blocks) editor.insertBlocks(blocks);
    }
    return;
  }
  field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
  field.focus();
  changed();
}

function restore() {
  const left = outOfDrawer();
  if (!left) return null;
  // What the form sent has come back with this page, or was taken: the paper is further than the words in the drawer.
  if (config.bound || (left.submitted && config.revision > left.revision)) {
    emptyDrawer();
    return null;
  }
  config.revision = left.revision;
  form.elements.revision.value = left.revision;
  for (const input of [form.elements.subject, form.elements.addressee]) if (!typed(input)) input.value = left[input.name];
  if (left.body !== undefined && left.body !== field.value) field.value = together(left.body, typedBefore());
  say(told.state, config.words.restored, "due");
  return left;
}

const together = (...parts) => parts.filter(Boolean).join("\n\n");
const paragraphs = (text) => text.split(/\n[ \t]*\n/).filter((one) => one.trim());

// The paragraphs written into the plain field before this script came.
function typedBefore() {
  const known = new Set(paragraphs(field.defaultValue));
  return together(...paragraphs(field.value).filter((one) => !known.has(one)));
}

async function firstBlocks(left) {
  if (!left && !typed(field)) return config.blocks;
  const lain = left?.blocks ? JSON.parse(left.blocks) : [];
  const text = left?.blocks ? typedBefore() : field.value;
  const read = text ? await readBlocks(text) : [];
  return read && [...lain, ...read];
}

// Nothing is put in place of a field while somebody writes in it, nor under a hand on its way to a button.
async function untilLeft(input) {
  while (document.activeElement === input) {
    await new Promise((done) => input.addEventListener("blur", done, { once: true }));
    await new Promise((done) => setTimeout(done, PAUSE));
  }
}

async function mountEditor(left) {
  const { mount } = await import(config.module);
  let blocks = [];
  let read = "";
  do {
    await untilLeft(field);
    read = field.value;
    blocks = await firstBlocks(left);
  } while (field.value !== read || document.activeElement === field);
  // A text too long to be read as blocks stays in the field, where it can be shortened.
  if (!blocks) throw new TypeError("the text was not read");
  const place = document.createElement("div");
  place.className = "nz-editor";
  field.after(place);
  const help = form.querySelector(`#${field.id}_helptext`);
  editor = mount(place, {
    blocks,
    words: config.words,
    language: field.lang,
    describedBy: help ? help.id : "",
    changed,
  });
  field.hidden = true;
  field.closest(".nz-field")?.querySelector("label")?.addEventListener("click", () => editor.focus());
  form.querySelector("[data-draft-marks]").hidden = true;
}

// Where the editor cannot be had, its words come into the field as marked text.
async function intoField(left) {
  say(told.state, config.words.offline, "due");
  const answer = await ask(config.read, { blocks: left.blocks });
  if (!answer) throw new TypeError("the blocks were not read");
  field.value = together(answer.body, typedBefore());
  say(told.state, config.words.restored, "due");
}

const before = inputs.some(typed);
const left = restore();
waiting = Boolean(left?.blocks);
if (left || before) changed();
for (const input of inputs) input.addEventListener("input", changed);
for (const one of form.querySelectorAll("[data-insert]")) {
  if (one instanceof HTMLButtonElement) {
    one.addEventListener("click", (event) => {
      event.preventDefault();
      insert(one.dataset.insert, true);
    });
    continue;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.className = "nz-draft__field";
  button.textContent = one.textContent;
  button.addEventListener("click", () => insert(one.dataset.insert, false));
  one.replaceWith(button);
}
form.addEventListener("submit", () => {
  removeEventListener("pagehide", leave);
  clearTimeout(timer);
  sending = true;
  if (!waiting) intoDrawer({ submitted: true });
  if (!editor) return;
  const hidden = document.createElement("input");
  hidden.type = "hidden";
  hidden.name = "blocks";
  hidden.value = JSON.stringify(editor.blocks());
  form.append(hidden);
});
addEventListener("pagehide", leave);
addEventListener("online", beat);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") beat();
});
setInterval(beat, BEAT);
beat();
try {
  if (!config.module) throw new TypeError("no editor was built");
  await mountEditor(left);
} catch (error) {
  // The field stays as it is where the editor cannot be had.
  if (!(error instanceof TypeError)) throw error;
  if (waiting) await intoField(left);
}
waiting = false;
if (changes > sent) beat();
