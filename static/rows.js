// Rows of a form are added, moved and removed by the server; this shows its answer in place, without leaving the page.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[name=rows]");
  if (!button) return;
  event.preventDefault();
  const form = button.form;
  const [list, action, place] = button.value.split(":");
  const body = new FormData(form);
  body.append("rows", button.value);
  const answer = await fetch(form.action || location.href, { method: "POST", body }).catch(() => null);
  if (!answer?.ok) {
    form.requestSubmit(button);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of page.querySelectorAll("[data-rows], [data-rows-total]")) {
    const key = part.hasAttribute("data-rows") ? `[data-rows="${part.dataset.rows}"]` : "[data-rows-total]";
    document.querySelector(key)?.replaceWith(document.adoptNode(part));
  }
  focusRow(document.querySelector(`[data-rows="${list}"]`), action, Number(place));
});

// The keyboard stays where the work is: in the new row, or on the row that moved.
function focusRow(rows, action, place) {
  const cards = [...rows.querySelectorAll(".row-card")];
  const position = { add: cards.length - 1, up: place - 1, down: place + 1, remove: Math.min(place, cards.length - 1) }[action];
  const target = cards[position] ?? rows;
  target.querySelector("input:not([type=hidden]), select, button")?.focus();
}
