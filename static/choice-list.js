// A long list of boxes to tick: a search box hides what does not contain the letters; what is ticked always stays.

for (const list of document.querySelectorAll("[data-choice-list]")) {
  const search = list.querySelector("[data-search]");
  const chosen = list.querySelector("[data-chosen]");
  const rows = [...list.querySelectorAll(".choice-row")];
  const show = () => {
    const letters = search.value.trim();
    let ticked = 0;
    for (const row of rows) {
      const on = row.querySelector("input").checked;
      ticked += on;
      row.hidden = !on && !row.textContent.includes(letters);
    }
    chosen.textContent = ticked ? `已选 ${ticked}` : "";
  };
  search.hidden = rows.length < 8;
  search.addEventListener("input", show);
  search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  list.addEventListener("change", show);
  show();
}
