// #/ : what this judge has to mark.

import { piece, part, say } from "../pieces.js";
import { progress } from "../reading.js";

export function show(container, book) {
  const page = piece("tasks");
  container.replaceChildren(page);
  const draw = () => {
    part(page, "list").replaceChildren(...book.panels.map(task));
    part(page, "empty").hidden = book.panels.length > 0;
  };
  draw();
  return draw;
}

function task(panel) {
  const row = piece("task");
  part(row, "open").href = `#/panels/${panel.id}`;
  say(row, "title", `${panel.event} · ${panel.module}`);
  say(row, "about", `${panel.competition} · ${panel.stage}`);
  showProgress(row, panel);
  return row;
}

// The bar and its words, on this page and on the panel's own.
export function showProgress(row, panel) {
  const { finished, all } = progress(panel);
  Object.assign(part(row, "progress"), { max: all || 1, value: finished, ariaLabel: "已封存的评分表" });
  const words = all === finished ? "全部已封存，您的评分已完成" : `已封存 ${finished} / ${all} 张`;
  say(row, "progress-text", all ? words : "还没有要评的选手");
}
