// The last look: whose sheet it is in large, every mark, the total, and the judge's signature on the glass.

import { piece, part, say } from "../pieces.js";
import { fullMark, text, total, valueOf } from "../reading.js";
import { markOf } from "../marks.js";
import { Signature } from "../signature.js";

// `seal(strokes)` is called with the signature and keeps it on the device; `changed()` if meanwhile a mark became another
// one, as another tablet of the judge's may do: he signs nothing that he has not looked at.
export function askForSignature(book, sheet, { seal, changed }) {
  const dialog = piece("seal");
  const marks = () => sheet.panel.criteria.map((criterion) => valueOf(book, sheet, criterion)).join();
  const looked = marks();
  const check = () => {
    if (!dialog.open || marks() === looked) return;
    dialog.close();
    changed();
  };
  say(dialog, "label", sheet.label);
  say(dialog, "total", total(book, sheet));
  say(dialog, "full", text(fullMark(sheet.panel)));
  part(dialog, "marks").replaceChildren(...sheet.panel.criteria.map((criterion) => row(book, sheet, criterion)));
  const signature = new Signature(part(dialog, "glass"), () => {
    part(dialog, "hint").hidden = signature.points > 0;
    for (const name of ["undo", "clear"]) part(dialog, name).disabled = signature.points === 0;
    if (signature.complete) say(dialog, "note", "");
  });
  signature.clear();
  part(dialog, "undo").addEventListener("click", () => signature.undo());
  part(dialog, "clear").addEventListener("click", () => signature.clear());
  part(dialog, "cancel").addEventListener("click", () => dialog.close());
  part(dialog, "confirm").addEventListener("click", () => confirm(dialog, signature, seal));
  book.addEventListener("change", check);
  dialog.addEventListener("close", () => {
    book.removeEventListener("change", check);
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  dialog.scrollTop = 0;
}

async function confirm(dialog, signature, seal) {
  if (!signature.complete) {
    part(dialog, "glass").scrollIntoView({ block: "center" });
    return say(dialog, "note", signature.points ? "签名太短，请写出姓名。" : "还没有签名，请在方框内签名。");
  }
  const button = part(dialog, "confirm");
  button.disabled = true; // a second tap signs no second time
  try {
    await seal(signature.strokes);
    dialog.close();
  } catch {
    button.disabled = false;
    say(dialog, "note", "没有封存：本机存储不可用。请联系现场技术人员。");
  }
}

function row(book, sheet, criterion) {
  const item = piece("seal-mark");
  say(item, "title", `${criterion.code} ${criterion.title}`);
  say(item, "mark", `${text(markOf(criterion, valueOf(book, sheet, criterion)))} / ${criterion.full_mark}`);
  return item;
}
