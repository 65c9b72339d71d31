// A judge steps aside from one contestant, with the reason.

import { piece, part, say } from "../pieces.js";

// `declare(reason)` is called with what the judge wrote.
export function askForReason(sheet, declare) {
  const dialog = piece("recusal");
  say(dialog, "label", sheet.label);
  part(dialog, "cancel").addEventListener("click", () => dialog.close());
  dialog.querySelector("form").addEventListener("submit", (event) => {
    const reason = part(dialog, "reason").value.trim();
    if (reason) return declare(reason);
    event.preventDefault();
    say(dialog, "note", "请写明回避原因，例如：师徒关系。");
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
