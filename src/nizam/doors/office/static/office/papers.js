// SPDX-License-Identifier: EUPL-1.2
// The sample beside the form is drawn again while one types; without scripts a button does the same.

const PAUSE = 600;

function follow(form, place) {
  let waiting = 0;
  let running = null;

  async function draw() {
    running?.abort();
    running = new AbortController();
    const values = new FormData(form);
    values.append("look", "1");
    place.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action || location.href, {
        method: "POST",
        body: values,
        credentials: "same-origin",
        signal: running.signal,
      });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-nz-sample]");
      if (fresh) show(fresh, page);
      place.removeAttribute("aria-busy");
    } catch (error) {
      // A newer drawing took over, or the line is lost: the last sample stays, and the button is still there.
      if (error.name !== "AbortError") place.removeAttribute("aria-busy");
    }
  }

  function show(fresh, page) {
    const last = [...place.querySelectorAll("img")];
    place.replaceChildren(...fresh.childNodes);
    if (!place.querySelector("img")) place.append(...last);
    for (const kept of page.querySelectorAll('input[type="hidden"][name$="_kept"]')) {
      const own = form.elements[kept.name];
      if (own) own.value = kept.value;
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(draw, PAUSE);
  });
}

const form = document.querySelector("form[data-nz-paper]");
const place = document.querySelector("[data-nz-sample]");
if (form && place) follow(form, place);
