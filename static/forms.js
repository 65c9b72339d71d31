// Every form: sent once, errors in view, and nothing typed is lost by leaving.

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("button[type=submit]");
    // After the browser has collected the fields, or the button's own value would be lost.
    setTimeout(() => {
      button?.setAttribute("disabled", "");
      button?.setAttribute("aria-busy", "true");
    });
  });
}

// The back button brings the page as it was left: let it be sent again, the server sorts out repeats.
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[aria-busy]")) {
    button.removeAttribute("disabled");
    button.removeAttribute("aria-busy");
  }
});

document.querySelector("[data-error-summary]")?.focus();
