// An open group of the menu closes by Escape, by a click elsewhere, and when another group opens (older browsers).

const groups = [...document.querySelectorAll(".site-menu details")];

function closeAllBut(kept) {
  for (const group of groups) if (group !== kept) group.open = false;
}

for (const group of groups) {
  group.addEventListener("toggle", () => group.open && closeAllBut(group));
  group.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !group.open) return;
    group.open = false;
    group.querySelector("summary").focus();
  });
}

document.addEventListener("click", (event) => closeAllBut(event.target.closest(".site-menu details")));
