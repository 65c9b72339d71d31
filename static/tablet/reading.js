// Reading the book: how far a sheet is, what is missing on it, and in which order the judge walks.

import { ZERO, plus, written } from "./exact.js";
import { markOf } from "./marks.js";

// What became of a sheet, in the words of the list. `writable`: the judge may still give marks on it.
export function standing(panel, sheet) {
  if (sheet.excused) return { kind: "secondary", title: "不用评分" };
  if (sheet.state === "recused") return { kind: "secondary", title: "回避" };
  if (sheet.state === "signed") return { kind: "warning", title: "已签名，待送达" };
  if (sheet.state === "sealed") return { kind: "success", title: "已封存" };
  if (panel.state !== "open") return { kind: "secondary", title: "评分已结束" };
  return { kind: "primary", title: "评分中", writable: true };
}

// The sheets that the judge walks through with 上一位 and 下一位.
export function walk(panel) {
  return panel.sheets.filter((sheet) => !sheet.excused && sheet.state !== "recused");
}

export function valueOf(sheet, criterion) {
  return sheet.marks[criterion.id]?.[0] ?? null;
}

export function missing(panel, sheet) {
  return panel.criteria.filter((criterion) => valueOf(sheet, criterion) === null);
}

export function finished(sheet) {
  return sheet.state === "sealed" || sheet.state === "signed";
}

// How many of the sheets to be filled are signed.
export function progress(panel) {
  const sheets = walk(panel);
  return { finished: sheets.filter(finished).length, all: sheets.length };
}

// The sum of what is marked; what is not marked is not in it, never 0.
export function total(panel, sheet) {
  const marked = panel.criteria.filter((criterion) => valueOf(sheet, criterion) !== null);
  return text(marked.reduce((sum, criterion) => plus(sum, markOf(criterion, valueOf(sheet, criterion))), ZERO));
}

// A mark as the tablet shows it: thirds and sevenths end after four decimals.
export function text(number) {
  return written(number, 4);
}

// The sheets under the headings of their heats, in their order.
export function byHeat(sheets) {
  const heats = new Map();
  for (const sheet of sheets) heats.set(sheet.heat, [...(heats.get(sheet.heat) ?? []), sheet]);
  return [...heats].map(([heat, own]) => ({ title: heat ? `第 ${heat} 场` : "选手", sheets: own }));
}

// Items of one heading that follow each other, under that heading.
export function byGroup(criteria) {
  const groups = [];
  for (const criterion of criteria) {
    if (groups.at(-1)?.title !== criterion.group) groups.push({ title: criterion.group, criteria: [] });
    groups.at(-1).criteria.push(criterion);
  }
  return groups;
}

// What is searched by: the numbers that stand at the contestant's place.
export function numbersOf(sheet) {
  return [sheet.workstation, sheet.work].filter((number) => number != null).map(String);
}
