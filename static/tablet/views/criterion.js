// #/panels/3/criteria/5 : one criterion down all contestants, for a judge who marks the same thing everywhere.

import { Line } from "../line.js";
import { aboutOf } from "../marks.js";
import { keepDrawn, part, piece, say } from "../pieces.js";
import { comeBack } from "../position.js";
import { byHeat, standing, valueOf, walk } from "../reading.js";
import { nothing } from "./nothing.js";
import { fillIn, lead, offerSearch, openPage } from "./page.js";

export function show(container, book, { panel: panelId, criterion: id }) {
  const panel = book.panel(panelId);
  const criterion = panel?.criteria.find((one) => one.id === id);
  if (!criterion) return nothing(container);
  const { page, pad, lines } = openPage(container, "criterion");
  const line = (sheet) => {
    lines.push(new Line({ book, sheet, criterion, title: sheet.label, about: "", pad }));
    return lines.at(-1);
  };
  fillIn(page, byHeat(walk(book, panel).filter((sheet) => sheet.state !== "sealed")), line);
  say(page, "title", `${criterion.code} ${criterion.title}`);
  say(page, "about", aboutOf(criterion));
  part(page, "back").href = `#/panels/${panel.id}`;
  const at = panel.criteria.indexOf(criterion);
  lead(page, "previous", addressOf(panel, panel.criteria[at - 1]));
  lead(page, "next", addressOf(panel, panel.criteria[at + 1]));
  offerSearch(page, book, panel, (sheet) => goTo(lines.find((one) => one.id === sheet.id)));
  drawSide(part(page, "side"), panel, criterion);
  keepDrawn(page, book, () => {
    lines.forEach((one) => one.show());
    drawFoot(page, book, lines, criterion);
  });
  comeBack();
}

function addressOf(panel, criterion) {
  return criterion && `#/panels/${panel.id}/criteria/${criterion.id}`;
}

function goTo(line) {
  line?.element.scrollIntoView({ block: "center" });
  line?.field.focus();
}

function drawFoot(page, book, lines, criterion) {
  const open = lines.filter((line) => standing(line.sheet).writable && valueOf(book, line.sheet, criterion) === null);
  say(page, "done", lines.length - open.length);
  say(page, "all", lines.length);
  say(page, "missing", open.length ? `还有 ${open.length} 位未打分` : "这一项全部打完");
}

function drawSide(side, panel, current) {
  const list = piece("heat");
  say(list, "title", "评分项");
  const items = panel.criteria.map((criterion) => {
    const item = piece("contestant");
    const link = part(item, "open");
    link.href = addressOf(panel, criterion);
    if (criterion === current) link.ariaCurrent = "page";
    say(item, "title", `${criterion.code} ${criterion.title}`);
    part(item, "state").hidden = true;
    return item;
  });
  part(list, "list").replaceChildren(...items);
  side.replaceChildren(list);
}
