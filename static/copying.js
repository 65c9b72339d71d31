// A button that copies the text of another element; where the clipboard is closed, the text is selected instead.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.lastChild.textContent = ` ${button.dataset.copied}`;
    } catch {
      getSelection().selectAllChildren(source);
    }
  });
}
