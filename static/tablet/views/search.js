// Looking for a contestant by the number at his place: big digits, and as soon as only one is left, there at once.

import { piece, part, say } from "../pieces.js";
import { numbersOf, sheetsOf, standing } from "../reading.js";

const MOST_DIGITS = 6;

// `go(sheet)` is called with the contestant that was found.
export function search(book, panel, go) {
  const dialog = piece("search");
  let digits = "";
  const found = (sheet) => {
    dialog.close();
    go(sheet);
  };
  const write = (more) => {
    digits = more.slice(0, MOST_DIGITS);
    const [exactly, sheets] = matches(book, panel, digits);
    if (digits && sheets.length === 1 && exactly) return found(sheets[0]);
    say(dialog, "digits", digits || "—");
    say(dialog, "note", digits && !sheets.length ? `没有 ${digits} 号，请核对工位号。` : "");
    part(dialog, "found").replaceChildren(...(digits ? sheets : []).map((sheet) => hit(sheet, found)));
  };
  dialog.addEventListener("click", ({ target }) => {
    const key = target.closest("button")?.dataset;
    if (key?.key) write(digits + key.key);
    if (key && "erase" in key) write(digits.slice(0, -1));
    if (key && "close" in key) dialog.close();
  });
  dialog.addEventListener("keydown", ({ key, target }) => {
    if (/^[0-9]$/.test(key)) write(digits + key);
    if (key === "Backspace") write(digits.slice(0, -1));
    if (key === "Enter" && !target.closest("button")) part(dialog, "found").querySelector("button")?.click();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  write("");
  dialog.showModal();
}

// The contestants whose number begins with `digits`, exact ones first; and whether there are exact ones.
function matches(book, panel, digits) {
  const begin = sheetsOf(book, panel).filter((sheet) => numbersOf(sheet).some((number) => number.startsWith(digits)));
  const [exact, longer] = [[], []];
  for (const sheet of begin) (numbersOf(sheet).includes(digits) ? exact : longer).push(sheet);
  return [exact.length > 0, [...exact, ...longer]];
}

function hit(sheet, found) {
  const row = piece("found");
  const { kind, title } = standing(sheet);
  say(row, "title", sheet.label);
  say(row, "state", title).classList.add(`state-${kind}`);
  row.querySelector("button").addEventListener("click", () => found(sheet));
  return row;
}
