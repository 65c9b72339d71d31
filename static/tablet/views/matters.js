// What the server did not accept: two devices disagree, a rule says no, or it came too late. The judge decides, one by one.

import { part, piece, say, sayIf } from "../pieces.js";

let dialog = null;

// Open the list of what waits for a decision, unless it is open already or there is nothing.
export function askToDecide(book) {
  if (dialog?.isConnected || !book.matters.length) return;
  dialog = piece("matters");
  const draw = () => {
    const { matters } = book;
    if (!matters.length) return dialog.close();
    part(dialog, "list").replaceChildren(...matters.map((matter) => card(book, matter)));
  };
  part(dialog, "close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    book.removeEventListener("change", draw);
    dialog.remove();
  });
  book.addEventListener("change", draw);
  draw();
  document.body.append(dialog);
  dialog.showModal();
}

function card(book, matter) {
  return matter.outcome.status === "conflict" ? conflict(book, matter) : refusal(book, matter);
}

function conflict(book, matter) {
  const item = piece("conflict");
  const { operations, outcome, mine, theirs } = matter;
  name(item, matter);
  say(item, "mine", mine ?? "未打分");
  say(item, "theirs", theirs ?? "未打分");
  say(item, "mine-at", moment(operations.at(-1).made_at));
  say(item, "theirs-at", moment(outcome.at) || "另一台设备");
  const answers = { mine: () => book.keep(matter), theirs: () => book.accept(matter) };
  for (const button of item.querySelectorAll("[data-keep]")) {
    button.addEventListener("click", () => answers[button.dataset.keep]());
  }
  return item;
}

function refusal(book, matter) {
  const item = piece("refusal");
  name(item, matter);
  say(item, "message", matter.outcome.message);
  sayIf(item, "value", detail(matter));
  part(item, "seen").addEventListener("click", () => book.accept(matter));
  return item;
}

// What the message does not say: the mark that was not taken, or which marks changed after the signature.
function detail({ sheet, outcome, mine }) {
  const changed = sheet?.panel.criteria.filter(({ id }) => outcome.criteria?.includes(id)) ?? [];
  if (changed.length) return `有变动的评分项：${changed.map(({ code, title }) => `${code} ${title}`).join("、")}`;
  return mine === null ? "" : `您打的是 ${mine}`;
}

function name(item, { sheet, criterion }) {
  say(item, "title", [sheet?.label, criterion?.title].filter(Boolean).join(" · "));
}

function moment(text) {
  return text ? new Date(text).toLocaleTimeString("zh-CN", { timeZone: "Asia/Shanghai", timeStyle: "short" }) : "";
}
