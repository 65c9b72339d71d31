// The contestants of a panel as a list under their heats, beside a sheet and on a page of its own.

import { part, piece, say } from "./pieces.js";
import { byHeat, finished, missing, standing, total } from "./reading.js";

export class Contestants {
  #drawn = "";

  // `address(sheet)` is where a contestant leads to; `current` the id of the sheet on the screen.
  constructor(root, book, { address, current = 0 }) {
    Object.assign(this, { root, book, address, current });
  }

  // Show these sheets; rows that stay are only brought up to date, so that the focus stays too.
  show(sheets) {
    const ids = sheets.map(({ id }) => id).join();
    if (ids !== this.#drawn) this.root.replaceChildren(...byHeat(sheets).map((heat) => this.#heat(heat)));
    this.#drawn = ids;
    for (const sheet of sheets) this.#update(sheet);
  }

  #heat({ title, own }) {
    const section = piece("heat");
    say(section, "title", title);
    part(section, "list").replaceChildren(...own.map((sheet) => this.#row(sheet)));
    return section;
  }

  #row(sheet) {
    const row = piece("contestant");
    row.dataset.sheet = sheet.id;
    const link = part(row, "open");
    link.href = this.address(sheet);
    if (sheet.id === this.current) link.ariaCurrent = "page";
    say(row, "title", sheet.label);
    return row;
  }

  #update(sheet) {
    const row = this.root.querySelector(`[data-sheet="${sheet.id}"]`);
    const { kind, title, writable } = standing(sheet);
    const all = sheet.panel.criteria.length;
    const given = all - missing(this.book, sheet).length;
    say(row, "about", writable ? `${given} / ${all} 项` : this.#sum(sheet));
    say(row, "state", writable && given === 0 ? "未开始" : title).className = `state state-${kind}`;
    part(row, "open").classList.toggle("item-still", sheet.excused || sheet.state === "recused");
  }

  #sum(sheet) {
    const sum = finished(sheet) && total(this.book, sheet);
    return sum ? `合计 ${sum}` : "";
  }
}
