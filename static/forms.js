// Every form: sent once, errors in view, and nothing typed is lost by leaving.

import "./going-back.js";
import { forgetJudge, rememberedJudge } from "./remembered-judge.js";

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    const buttons = form.querySelectorAll("button[type=submit]");
    if ([...buttons].some((button) => button.hasAttribute("aria-busy"))) return event.preventDefault();
    for (const button of buttons) button.setAttribute("aria-busy", "true");
    // After the browser has collected the fields, or the pressed button's own value would be lost.
    setTimeout(() => buttons.forEach((button) => button.setAttribute("disabled", "")));
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

// Who signs out, or finds somebody else signed in, leaves nothing of a judge's tablet to be opened without a network.
document.querySelector("[data-sign-out]")?.addEventListener("submit", forgetJudge);
const { account } = document.body.dataset;
if (account && rememberedJudge() && rememberedJudge().account !== Number(account)) forgetJudge();
