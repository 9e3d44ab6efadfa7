// SPDX-License-Identifier: EUPL-1.2
// What Word puts on the clipboard, made into what a paper may hold: its lists are paragraphs with drawn numbers.

function listKind(paragraph) {
  if (!/mso-list\s*:/i.test(paragraph.getAttribute("style") || "")) return "";
  const drawn = [...paragraph.querySelectorAll("span")].find((span) => /mso-list\s*:\s*ignore/i.test(span.getAttribute("style") || ""));
  if (!drawn) return "";
  const mark = drawn.textContent.trim();
  drawn.remove();
  return /^\(?[0-9]+[.)]/.test(mark) ? "ol" : "ul";
}

/** Return pasted hypertext without Word's own elements, its lists as lists. */
export function cleanPasted(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const node of page.querySelectorAll("style, script, meta, link, title, xml, img, object, iframe")) node.remove();
  for (const node of [...page.body.querySelectorAll("*")]) if (node.tagName.includes(":")) node.replaceWith(...node.childNodes);
  let list = null;
  for (const paragraph of [...page.body.querySelectorAll("p")]) {
    const kind = listKind(paragraph);
    if (!kind) {
      list = null;
      continue;
    }
    if (!list || list.localName !== kind || list.nextElementSibling !== paragraph) {
      list = page.createElement(kind);
      paragraph.before(list);
    }
    const item = page.createElement("li");
    list.append(item);
    item.append(paragraph);
  }
  return page.body.innerHTML;
}
