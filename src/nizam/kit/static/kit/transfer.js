// SPDX-License-Identifier: EUPL-1.2
// Moves the bar of an import or export on, and loads the page anew when the work is done.

const PAUSE_MS = 1000;

const follow = async (frame) => {
  const bar = frame.querySelector("progress");
  const response = await fetch(frame.dataset.transferProgress, { headers: { Accept: "application/json" } });
  if (!response.ok) {
    window.location.reload();
    return;
  }
  const told = await response.json();
  if (!told.at_work) {
    window.location.reload();
    return;
  }
  if (told.total && bar) {
    bar.max = told.total;
    bar.value = told.done;
    const count = frame.querySelector("[role=status]");
    const number = new Intl.NumberFormat(document.documentElement.lang || undefined);
    if (count) count.textContent = `${number.format(told.done)} / ${number.format(told.total)}`;
  }
  window.setTimeout(follow, PAUSE_MS, frame);
};

document.querySelectorAll("[data-transfer-progress]").forEach((frame) => {
  window.setTimeout(follow, PAUSE_MS, frame);
});
