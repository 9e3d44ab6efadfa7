// SPDX-License-Identifier: EUPL-1.2
// "/" opens a field that leads anywhere: to a number, to words, to what was opened last (WAI-ARIA combobox with a list).
// The form around it finds without this script, on a page of its own.

const dialog = document.querySelector("dialog[data-nz-jump]");
// Milliseconds without a key before the office is asked.
const PAUSE = 120;

function start() {
  const field = dialog.querySelector("input");
  const list = dialog.querySelector("ul");
  const word = dialog.querySelector("[role=status]");
  let timer = 0;
  let asked = 0;
  let active = -1;
  // For which words the list stands, and whether Enter was pressed before it stood for those in the field.
  let answered = null;
  let hurried = false;

  const options = () => [...list.children];

  function point(place) {
    const all = options();
    active = all.length ? (place + all.length) % all.length : -1;
    all.forEach((option, index) => option.setAttribute("aria-selected", String(index === active)));
    if (active < 0) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", all[active].id);
      all[active].scrollIntoView({ block: "nearest" });
    }
  }

  function show(rows) {
    list.replaceChildren(
      ...rows.map((row, index) => {
        const option = document.createElement("li");
        option.id = `nz-jump-${index}`;
        option.setAttribute("role", "option");
        const door = document.createElement("a");
        door.href = row.url;
        door.tabIndex = -1;
        door.textContent = row.text;
        option.append(door);
        if (row.kind) {
          const kind = document.createElement("span");
          kind.className = "kit-soft";
          kind.textContent = row.kind;
          option.append(kind);
        }
        option.addEventListener("click", () => window.location.assign(row.url));
        return option;
      }),
    );
    field.setAttribute("aria-expanded", String(rows.length > 0));
    word.textContent = rows.length > 1 || !field.value.trim() ? "" : word.dataset.none;
    point(field.value.trim() && rows.length ? 0 : -1);
  }

  async function ask() {
    const mine = ++asked;
    const words = field.value;
    try {
      const answer = await fetch(`${dialog.dataset.nzJump}?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const { rows } = await answer.json();
      if (mine !== asked) return;
      show(rows);
      answered = words;
      if (hurried && active >= 0) go();
    } catch {
      if (mine !== asked) return;
      hurried = false;
      show([]);
      word.textContent = word.dataset.lost;
    }
  }

  function go() {
    window.location.assign(options()[active].querySelector("a").href);
  }

  field.addEventListener("input", () => {
    hurried = false;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") point(active + 1);
    else if (event.key === "ArrowUp") point(active - 1);
    else if (event.key === "Enter" && field.value.trim() && field.value !== answered) {
      clearTimeout(timer);
      hurried = true;
      ask();
    } else if (event.key === "Enter" && active >= 0) go();
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("nz-open", () => {
    dialog.showModal();
    field.select();
    hurried = false;
    ask();
  });
}

if (dialog) start();
