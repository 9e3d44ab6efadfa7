// SPDX-License-Identifier: EUPL-1.2
// What happens while a page is open: the number behind “Notices”, a line for each new notice, and that the thing on the
// page was changed by somebody else. Without it the page shows what it showed when it was loaded.

const place = document.querySelector("[data-nz-live]");
const TITLE = document.title;
const LINES = 3;
const SHOWN_FOR = 12000;
const REMEMBERED = 50;
// Browsers open six connections to a server and no more: of all windows only the last one looked at keeps a stream.
const windows = "BroadcastChannel" in window ? new BroadcastChannel("nizam-live") : null;
let source = null;

function remembered(name, empty) {
  try {
    return JSON.parse(sessionStorage.getItem(name)) ?? empty;
  } catch {
    return empty;
  }
}

function remember(name, value) {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing tells a notice twice at worst.
  }
}

function showUnread(count) {
  document.title = count ? `(${count}) ${TITLE}` : TITLE;
  for (const link of document.querySelectorAll("#wagtail-sidebar a")) {
    if (link.getAttribute("href") !== place.dataset.notices) continue;
    if (count) link.dataset.nzCount = String(count);
    else delete link.dataset.nzCount;
  }
}

function line(content) {
  const toast = document.createElement("div");
  toast.className = "nz-toast";
  const close = document.createElement("button");
  close.type = "button";
  close.className = "nz-toast__close";
  close.setAttribute("aria-label", place.dataset.close);
  close.textContent = "×";
  close.addEventListener("click", () => toast.remove());
  toast.append(content, close);
  while (place.children.length >= LINES) place.firstElementChild.remove();
  place.append(toast);
  return toast;
}

function link(text, address) {
  const found = document.createElement("a");
  found.href = address;
  found.textContent = text;
  return found;
}

function showNotice(notice) {
  const told = remembered("nizam-told", []);
  if (told.includes(notice.key)) return;
  remember("nizam-told", [...told, notice.key].slice(-REMEMBERED));
  const toast = line(link(notice.text, `${place.dataset.notices}${notice.uid}/`));
  // Whoever reads it, or is in it with the keyboard, keeps it.
  const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, SHOWN_FOR) : toast.remove());
  setTimeout(leave, SHOWN_FOR);
}

function showChanged(revision) {
  if (revision <= Number(place.dataset.revision) || place.querySelector("[data-nz-changed]")) return;
  const words = document.createElement("span");
  words.dataset.nzChanged = "";
  words.append(`${place.dataset.changed} `, link(place.dataset.reload, window.location.href));
  line(words);
}

function receive(event) {
  if (event.kind === "changed") return;
  showUnread(event.data.unread);
  if (event.kind === "notice") showNotice({ ...event.data, key: `${event.data.uid} ${event.id}` });
}

function hear(kind) {
  source.addEventListener(kind, (message) => {
    const event = { kind, id: message.lastEventId, data: JSON.parse(message.data) };
    if (event.id) remember("nizam-since", event.id);
    if (kind === "changed") showChanged(event.data.revision);
    receive(event);
    windows?.postMessage({ tell: event });
  });
}

function open() {
  if (source && source.readyState !== EventSource.CLOSED) return;
  const asked = new URL(place.dataset.nzLive, window.location.href);
  const since = remembered("nizam-since", "");
  if (since) asked.searchParams.set("since", since);
  if (place.dataset.thing) asked.searchParams.set("thing", place.dataset.thing);
  source = new EventSource(asked);
  for (const kind of ["unread", "notice", "changed"]) hear(kind);
  windows?.postMessage({ opened: true });
}

function close() {
  source?.close();
  source = null;
}

if (place && "EventSource" in window) {
  windows?.addEventListener("message", (message) => {
    if (message.data.opened && document.visibilityState === "hidden") close();
    if (message.data.tell) receive(message.data.tell);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") open();
  });
  // A page that is kept for “back” must not keep its connection.
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
  if (document.readyState === "complete") open();
}
