// Reading the book: how far a sheet is, what is missing on it, and in which order the judge walks.

import { ZERO, exact, plus, written } from "./exact.js";
import { markOf } from "./marks.js";

const STANDINGS = {
  recused: { kind: "secondary", title: "回避" },
  declaring: { kind: "warning", title: "已申报回避，待送达" },
  sealing: { kind: "warning", title: "已签名，待送达" },
  sealed: { kind: "success", title: "已封存" },
};

// What became of a sheet, in the words of the list. `writable`: the judge may still give marks on it.
export function standing(sheet) {
  if (sheet.excused) return { kind: "secondary", title: sheet.excused };
  if (sheet.state in STANDINGS) return STANDINGS[sheet.state];
  if (sheet.panel.state !== "open") return { kind: "secondary", title: "评分已结束" };
  return { kind: "primary", title: "评分中", writable: true };
}

// The sheets of a panel as they are on this device.
export function sheetsOf(book, panel) {
  return panel.sheets.map(({ id }) => book.sheet(id));
}

// The sheets that the judge walks through with 上一位 and 下一位.
export function walk(book, panel) {
  return sheetsOf(book, panel).filter(({ excused, state }) => !excused && state !== "recused" && state !== "declaring");
}

export function finished({ state }) {
  return state === "sealed" || state === "sealing";
}

// How many of the sheets to be filled are signed.
export function progress(book, panel) {
  const sheets = walk(book, panel);
  return { finished: sheets.filter(finished).length, all: sheets.length };
}

export function valueOf(book, sheet, criterion) {
  return book.mark(sheet.id, criterion.id).value;
}

export function missing(book, sheet) {
  return sheet.panel.criteria.filter((criterion) => valueOf(book, sheet, criterion) === null);
}

// The sum of what is marked; what is not marked is not in it, never 0. The marks of a sealed sheet have left the device.
export function total(book, sheet) {
  if (sheet.state === "sealed") return sheet.total;
  const values = sheet.panel.criteria.map((criterion) => [criterion, valueOf(book, sheet, criterion)]);
  const given = values.filter(([, value]) => value !== null);
  return text(given.reduce((sum, [criterion, value]) => plus(sum, markOf(criterion, value)), ZERO));
}

// The most that a sheet of this panel can reach.
export function fullMark(panel) {
  return panel.criteria.reduce((sum, criterion) => plus(sum, exact(criterion.full_mark)), ZERO);
}

// A mark as the tablet shows it: thirds and sevenths end after four decimals.
export function text(number) {
  return written(number, 4);
}

// What a panel calls those it marks and whoever heads it; a device may still keep a book without these words.
export function called({ who = "选手", chief = "裁判长" }) {
  return { who, chief };
}

// The sheets under the headings of their heats, in their order.
export function byHeat(sheets) {
  return runs(sheets, ({ heat }) => heat).map(([heat, own]) => ({ title: heat ? `第 ${heat} 场` : called(own[0].panel).who, own }));
}

// The criteria under the headings of their groups, in their order.
export function byGroup(criteria) {
  return runs(criteria, ({ group }) => group).map(([group, own]) => ({ title: group || "评分项", own }));
}

function runs(items, key) {
  const found = [];
  for (const item of items) {
    if (found.at(-1)?.[0] !== key(item)) found.push([key(item), []]);
    found.at(-1)[1].push(item);
  }
  return found;
}

// The numbers by which a contestant is looked for: the workstation's, the contest's, and the digits of a work number.
export function numbersOf({ label, workstation, work }) {
  const contest = /^(\d+)号/.exec(label)?.[1];
  const digits = [workstation, contest, /\d+/.exec(work)?.[0]].filter(Boolean).map(String);
  return [...new Set(digits.flatMap((number) => [number, number.replace(/^0+(?=\d)/, "")]))];
}
