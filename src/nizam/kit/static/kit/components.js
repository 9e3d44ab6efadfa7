// SPDX-License-Identifier: EUPL-1.2
// What the components cannot do without script: copy a number, and put an explanation away with Escape.

const selectText = (element) => {
  const selection = window.getSelection();
  selection.removeAllRanges();
  const range = document.createRange();
  range.selectNodeContents(element);
  selection.addRange(range);
};

const copyText = async (element) => {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(element.textContent.trim());
    return true;
  }
  // Without TLS there is no clipboard object, and offices do run without TLS inside their own walls.
  selectText(element);
  return document.execCommand("copy");
};

const copyNumber = async (button) => {
  const frame = button.closest("[data-kit-number]");
  const text = frame.querySelector("[data-kit-number-text]");
  const told = frame.querySelector("[role=status]");
  let copied = false;
  try {
    copied = await copyText(text);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  if (!copied) selectText(text);
  told.textContent = copied ? button.dataset.kitCopied : button.dataset.kitNotCopied;
};

const showCopyButtons = (root) => {
  for (const button of root.querySelectorAll("[data-kit-number] > button[hidden]")) button.hidden = false;
};

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-kit-number] > button");
  if (button) copyNumber(button);
  for (const open of document.querySelectorAll(".kit-deadline[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const shown of document.querySelectorAll(".kit-deadline:is([open], :hover, :focus-within)")) {
    shown.open = false;
    shown.dataset.putAway = "";
    const again = () => delete shown.dataset.putAway;
    shown.addEventListener("mouseleave", again, { once: true });
    shown.addEventListener("focusout", again, { once: true });
  }
});

showCopyButtons(document);
// Lists are exchanged in place while one searches and filters; what arrives later gets its buttons too.
new MutationObserver((changes) => {
  for (const change of changes) {
    for (const node of change.addedNodes) if (node instanceof Element) showCopyButtons(node.parentElement ?? node);
  }
}).observe(document.body, { childList: true, subtree: true });
