// #/sheets/17 : one contestant's score sheet, from the first mark to the signature.

import { Contestants } from "../contestants.js";
import { Line } from "../line.js";
import { aboutOf } from "../marks.js";
import { keepDrawn, part, say, sayIf } from "../pieces.js";
import { beginAtTheTop } from "../position.js";
import { byGroup, called, finished, fullMark, missing, sheetsOf, standing, text, total, walk } from "../reading.js";
import { onSwipe } from "../swipe.js";
import { askToDecide } from "./matters.js";
import { nothing } from "./nothing.js";
import { fillIn, lead, offerSearch, openPage } from "./page.js";
import { askForReason } from "./recusal.js";
import { askForSignature } from "./seal.js";

const NOTICES = {
  recused: ({ who }) => `您与这位${who}有回避关系，不评这一位。请评其他${who}。`,
  declaring: ({ who, chief }) => `您已申报回避，联网后送达${chief}。请评其他${who}。`,
  sealing: () => "已签名，待送达。这张评分表已在本机锁定，联网后自动送达。",
  sealed: ({ chief }) => `已封存，不能再改。发现错误时请报告${chief}，由${chief}写明原因后解封。`,
};
const GONE = new Set(["sealed", "recused", "declaring"]); // the marks have left the device, or are not to be given
let came = ""; // from which side the judge came, for the page to slide in from there

export function show(container, book, { sheet: id }) {
  const sheet = () => book.sheet(id);
  if (!sheet()) return nothing(container);
  const { panel } = sheet();
  const { page, pad, lines } = openPage(container, "sheet");
  page.dataset.from = came;
  came = "";
  const line = (criterion) => {
    const title = `${criterion.code} ${criterion.title}`;
    lines.push(new Line({ book, sheet: sheet(), criterion, title, about: aboutOf(criterion), pad }));
    return lines.at(-1);
  };
  fillIn(page, byGroup(panel.criteria), line);
  const side = new Contestants(part(page, "side"), book, { address: (one) => `#/sheets/${one.id}`, current: id });
  listen(page, book, sheet, lines);
  keepDrawn(page, book, () => {
    lines.forEach((one) => one.show());
    side.show(sheetsOf(book, book.panel(panel.id)));
    drawFrame(page, book, sheet(), lines);
  });
  beginAtTheTop();
  part(page, "side").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
}

function drawFrame(page, book, sheet, lines) {
  const { panel } = sheet;
  const [before, after, place, all] = neighbours(book, sheet);
  say(page, "title", sheet.label);
  say(page, "about", place ? `${panel.module} · 第 ${place} / ${all} 位` : panel.module);
  part(page, "back").href = `#/panels/${panel.id}`;
  lead(page, "previous", before && `#/sheets/${before.id}`);
  lead(page, "next", after && `#/sheets/${after.id}`);
  const { writable, title } = standing(sheet);
  sayIf(page, "notice", writable ? "" : (NOTICES[sheet.state]?.(called(panel)) ?? `${title}，这张评分表不用填写。`));
  part(page, "notice").dataset.kind = sheet.state === "sealed" ? "done" : "";
  part(page, "groups").hidden = Boolean(sheet.excused) || GONE.has(sheet.state);
  part(page, "recuse").hidden = !writable;
  part(page, "seal").hidden = !writable;
  part(page, "next").classList.toggle("btn-primary", finished(sheet));
  part(page, "next").classList.toggle("btn-outline-secondary", !finished(sheet));
  say(page, "total", total(book, sheet) ?? "—");
  say(page, "full", text(fullMark(panel)));
  say(page, "missing", writable ? lack(book, sheet, lines) : title);
  page.dataset.complete = String(writable && !lines.some((line) => line.open));
}

// What is still to be done on the sheet, in words.
function lack(book, sheet, lines) {
  const faults = lines.filter((line) => line.fault).length;
  const without = missing(book, sheet).length;
  const notes = [without && `还有 ${without} 项未打分`, faults && `${faults} 项有误，没有保存`];
  return notes.filter(Boolean).join("，") || "各项均已打分";
}

function neighbours(book, sheet) {
  const sheets = walk(book, sheet.panel);
  const at = sheets.findIndex(({ id }) => id === sheet.id);
  return at < 0 ? [null, sheets[0], 0, 0] : [sheets[at - 1], sheets[at + 1], at + 1, sheets.length];
}

function listen(page, book, sheet, lines) {
  const turn = (one, side) => {
    if (!one) return;
    came = side;
    location.assign(`#/sheets/${one.id}`);
  };
  onSwipe(page, (steps) => {
    const [before, after] = neighbours(book, sheet());
    turn(steps > 0 ? after : before, steps > 0 ? "next" : "previous");
  });
  offerSearch(page, book, sheet().panel, (one) => turn(one, ""));
  for (const change of ["click", "input"]) part(page, "groups").addEventListener(change, () => say(page, "note", "")); // it was heard
  part(page, "seal").addEventListener("click", () => askToSeal(page, book, sheet(), lines));
  part(page, "recuse").addEventListener("click", () => askForReason(sheet(), (reason) => book.declare(sheet().id, reason)));
}

// Sealing: everything given and nothing in doubt, then the judge looks at all of it once more.
async function askToSeal(page, book, sheet, lines) {
  await Promise.all(lines.map((line) => line.commit()));
  const first = lines.find((line) => line.open) ?? lines.find((line) => line.apart);
  if (first) {
    say(page, "note", first.obstacle);
    return first.field.focus();
  }
  say(page, "note", "");
  if (book.matters.some(({ payload }) => payload.sheet === sheet.id)) return askToDecide(book);
  askForSignature(book, sheet, {
    seal: (strokes) => book.seal(sheet.id, strokes),
    changed: () => say(page, "note", "没有封存：分数刚在另一台设备上有变动，请重新核对后再签名。"),
  });
}
