// #/ : what this judge has to mark.

import { keepDrawn, part, piece, say } from "../pieces.js";
import { progress } from "../reading.js";

export function show(container, book) {
  const page = piece("tasks");
  container.replaceChildren(page);
  keepDrawn(page, book, () => {
    part(page, "list").replaceChildren(...book.panels.map((panel) => task(book, panel)));
    part(page, "empty").hidden = book.panels.length > 0;
  });
}

function task(book, panel) {
  const row = piece("task");
  part(row, "open").href = `#/panels/${panel.id}`;
  say(row, "title", `${panel.event} · ${panel.module}`);
  say(row, "about", `${panel.competition} · ${panel.stage}`);
  showProgress(row, book, panel);
  return row;
}

// The bar and its words, on this page and on the panel's own.
export function showProgress(row, book, panel) {
  const { finished, all } = progress(book, panel);
  Object.assign(part(row, "progress"), { max: all || 1, value: finished, ariaLabel: "已封存的评分表" });
  const words = all === finished ? "全部已封存，您的评分已完成" : `已封存 ${finished} / ${all} 张`;
  say(row, "progress-text", all ? words : "还没有要评的人");
}
