// SPDX-License-Identifier: EUPL-1.2
// A select with many rows becomes a field one types in (WAI-ARIA combobox with a list). The select stays the field
// that is sent; without this script it offers its first rows as usual.

const PAUSE = 200;
let count = 0;

export function enhanceSelect(select) {
  const id = `nz-combo-${++count}`;
  const input = document.createElement("input");
  const list = document.createElement("ul");
  let active = -1;
  let timer = 0;
  let asked = 0;

  input.type = "text";
  input.autocomplete = "off";
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", id);
  list.id = id;
  list.className = "nz-combo__list";
  list.setAttribute("role", "listbox");
  list.hidden = true;

  const box = document.createElement("div");
  box.className = "nz-combo";
  select.before(box);
  const focused = document.activeElement === select;
  box.append(input, list, select);
  if (select.id) {
    input.id = `${select.id}_typed`;
    document.querySelector(`label[for="${CSS.escape(select.id)}"]`)?.setAttribute("for", input.id);
    const described = select.getAttribute("aria-describedby");
    if (described) input.setAttribute("aria-describedby", described);
  }
  select.hidden = true;
  // What the page offers without this script; words begun there go on here.
  const plain = document.querySelector(`[data-finds="${CSS.escape(select.id)}"]`);
  const typed = plain?.querySelector('[type="search"]');
  const begun = typed && typed.value !== typed.defaultValue ? typed.value : "";
  const finding = typed !== undefined && document.activeElement === typed;
  plain?.remove();

  const shown = () => (select.value ? select.selectedOptions[0].textContent.trim() : "");
  const options = () => [...list.children];
  input.value = begun || shown();
  if (focused || finding) input.focus();

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function point(place) {
    const all = options();
    if (!all.length) return;
    active = (place + all.length) % all.length;
    all.forEach((option, index) => option.setAttribute("aria-selected", String(index === active)));
    input.setAttribute("aria-activedescendant", all[active].id);
    all[active].scrollIntoView({ block: "nearest" });
  }

  function choose(option) {
    const uid = option.dataset.uid;
    if (![...select.options].some((known) => known.value === uid)) {
      select.add(new Option(option.textContent, uid));
    }
    select.value = uid;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    input.value = shown();
    close();
  }

  async function find() {
    const mine = ++asked;
    const address = new URL(select.dataset.choose, window.location.href);
    address.searchParams.set("q", input.value);
    const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok || mine !== asked) return;
    const found = await answer.json();
    list.replaceChildren(
      ...found.results.map((row, index) => {
        const option = document.createElement("li");
        option.id = `${id}-${index}`;
        option.setAttribute("role", "option");
        option.dataset.uid = row.uid;
        option.textContent = row.text;
        return option;
      }),
    );
    active = -1;
    list.hidden = !found.results.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  }

  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    if (!input.value) select.value = "";
    timer = window.setTimeout(find, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) find();
      else point(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      choose(options()[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    }
  });
  input.addEventListener("blur", () => {
    input.value = shown();
    close();
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest('[role="option"]');
    if (option) choose(option);
  });
}
