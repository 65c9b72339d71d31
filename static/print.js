// Buttons that print the page at hand.

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => print());
}
