// #/panels/3 : the contestants of one panel, all or those not finished; or its criteria, to mark one across them all.

import { Contestants } from "../contestants.js";
import { keepDrawn, part, piece, say } from "../pieces.js";
import { comeBack } from "../position.js";
import { byGroup, finished, sheetsOf, valueOf, walk } from "../reading.js";
import { nothing } from "./nothing.js";
import { search } from "./search.js";
import { showProgress } from "./tasks.js";

const NOTHING = { unfinished: "全部完成了。", all: "还没有要评的人。评分开始后会列在这里。" };
const shown = new Map(); // what the judge last looked at, by panel

export function show(container, book, { panel: id }) {
  const panel = () => book.panel(id);
  if (!panel()) return nothing(container);
  const page = piece("panel");
  container.replaceChildren(page);
  const contestants = new Contestants(part(page, "list"), book, { address: (sheet) => `#/sheets/${sheet.id}` });
  const draw = () => drawPanel(page, book, panel(), contestants);
  part(page, "search").addEventListener("click", () => search(book, panel(), (sheet) => location.assign(`#/sheets/${sheet.id}`)));
  for (const button of page.querySelectorAll("[data-shown]")) {
    button.addEventListener("click", () => {
      shown.set(id, button.dataset.shown);
      draw();
    });
  }
  keepDrawn(page, book, draw);
  comeBack();
}

function drawPanel(page, book, panel, contestants) {
  const what = shown.get(panel.id) ?? "all";
  const open = walk(book, panel).filter((sheet) => !finished(sheet));
  say(page, "title", panel.module);
  say(page, "about", `${panel.event} · ${panel.stage}`);
  showProgress(page, book, panel);
  goOn(page, panel, open);
  for (const button of page.querySelectorAll("[data-shown]")) button.ariaPressed = button.dataset.shown === what;
  part(page, "list").hidden = what === "criteria";
  part(page, "criteria").hidden = what !== "criteria";
  const sheets = what === "unfinished" ? open : sheetsOf(book, panel);
  contestants.show(sheets);
  drawCriteria(part(page, "criteria"), book, panel);
  say(page, "empty", NOTHING[what] ?? "").hidden = what === "criteria" || sheets.length > 0;
}

function goOn(page, panel, [first]) {
  const link = part(page, "go-on");
  link.hidden = !first || panel.state !== "open";
  if (!first) return;
  link.href = `#/sheets/${first.id}`;
  link.textContent = `接着评：${first.label}`;
}

function drawCriteria(root, book, panel) {
  const focused = root.querySelector("a:focus")?.hash;
  root.replaceChildren(...byGroup(panel.criteria).map((group) => criteria(book, panel, group)));
  root.querySelector(`a[href="${focused}"]`)?.focus();
}

function criteria(book, panel, { title, own }) {
  const section = piece("heat");
  say(section, "title", title);
  part(section, "list").replaceChildren(...own.map((criterion) => row(book, panel, criterion)));
  return section;
}

function row(book, panel, criterion) {
  const item = piece("contestant");
  const sheets = walk(book, panel);
  const given = sheets.filter((sheet) => finished(sheet) || valueOf(book, sheet, criterion) !== null).length; // sealed marks are not here
  part(item, "open").href = `#/panels/${panel.id}/criteria/${criterion.id}`;
  say(item, "title", `${criterion.code} ${criterion.title}`);
  say(item, "about", `满分 ${criterion.full_mark}`);
  const done = given === sheets.length;
  say(item, "state", done ? "全部已打" : `已打 ${given} / ${sheets.length}`).className = `state state-${done ? "success" : "primary"}`;
  return item;
}
