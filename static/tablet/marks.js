// What a judge may write for a criterion, and the mark that results: scoring/measurements/ told again, exactly.
// tests/printed_rules/measurements.csv is computed by both.

import { ZERO, equal, exact, less, minus, most, over, plus, rounded, size, times, written } from "./exact.js";

const PLAIN_NUMBER = /^[0-9]{1,6}(\.[0-9]{1,6})?$/;
const MARK_PLACES = 6; // of a mark computed in proportion
const MOST_CHOICES = 11;
const MANY_STEPS = 20;

const RULES = {
  full_or_zero: { mark: itself, choices: ({ full_mark: full }) => [choice("0", "不合格"), choice(full, "合格")] },
  benchmarks: { mark: itself, choices: ({ parameters }) => parameters.marks.map((row) => choice(row.mark, row.description)) },
  deduction: { mark: afterDeductions, about: ({ parameters }) => `填错误处数，每处扣 ${parameters.each} 分`, step: "1" },
  table: { mark: ({ parameters }, value) => markInTable(parameters, value), about: () => "填测量值，按表得分" },
  linear: { mark: afterDeviation, about: aboutDeviation },
};

// The mark, as an exact number, that `text` results in; `text` has no fault.
export function markOf(criterion, text) {
  const value = exact(text);
  if (criterion.scale) return over(times(value, exact(criterion.full_mark)), exact(String(criterion.scale)));
  return (RULES[criterion.rule]?.mark ?? itself)(criterion, value);
}

// Whether the mark is another number than what is written.
export function converts({ full_mark: full, rule, scale }) {
  return Boolean(RULES[rule]?.about) || (scale !== null && !equal(exact(String(scale)), exact(full)));
}

// In Chinese: why `text` cannot be written for this criterion; empty if it can.
export function faultOf(criterion, text) {
  if (!PLAIN_NUMBER.test(text)) return "没有保存：请只用半角数字和小数点，例如 8.5。";
  const value = exact(text);
  const choices = choicesOf(criterion);
  if (choices.length) return choices.some((one) => equal(exact(one.value), value)) ? "" : "没有保存：请在列出的分数中选择。";
  if (!criterion.rule && less(exact(criterion.full_mark), value)) return `没有保存：最高 ${criterion.full_mark} 分。`;
  return isMultiple(value, exact(stepOf(criterion))) ? "" : `没有保存：应是 ${stepOf(criterion)} 的整数倍。`;
}

// What is written for this criterion is a multiple of this, as text.
export function stepOf({ rule, step }) {
  return RULES[rule]?.step ?? step;
}

// Every mark that can be given, with its meaning, to choose by one tap; empty if they are too many and one is written.
export function choicesOf(criterion) {
  const { descriptors, full_mark: full, rule, scale, step } = criterion;
  if (rule) return RULES[rule].choices?.(criterion) ?? [];
  const top = exact(scale ? String(scale) : full);
  const each = exact(scale ? "1" : step);
  if (!isMultiple(top, each) || less(times(each, exact(String(MOST_CHOICES - 1))), top)) return [];
  const count = Number(written(over(top, each)));
  const values = Array.from({ length: count + 1 }, (_, steps) => written(times(each, exact(String(steps)))));
  const described = descriptors.length === values.length;
  return values.map((value, at) => choice(value, described ? descriptors[at] : ""));
}

// How this criterion is marked, in few words.
export function aboutOf(criterion) {
  const about = RULES[criterion.rule]?.about?.(criterion);
  const kind = criterion.kind === "judgement" ? "评判" : "测量";
  const range = criterion.scale ? `0–${criterion.scale} 档，折合满分 ${criterion.full_mark}` : `满分 ${criterion.full_mark}`;
  if (about) return `${kind} · ${range} · ${about}`;
  return choicesOf(criterion).length ? `${kind} · ${range}` : `${kind} · ${range} · 每档 ${criterion.step}`;
}

// The text after so many steps up or down from `text`; from nothing only up. Null: there is no such value.
export function moved(criterion, text, steps) {
  if (text === null && steps < 0) return null;
  const value = plus(exact(text ?? "0"), times(exact(stepOf(criterion)), exact(String(steps))));
  if (less(value, ZERO)) return null;
  return !criterion.rule && less(exact(criterion.full_mark), value) ? null : written(value);
}

// Ten steps at once, as text, where a mark is many steps away; else empty.
export function leapOf({ full_mark: full, rule, step }) {
  const many = times(exact(step), exact(String(MANY_STEPS)));
  return rule || less(exact(full), many) ? "" : written(times(exact(step), exact("10")));
}

function itself(_criterion, value) {
  return value;
}

function afterDeductions({ full_mark: full, parameters }, faults) {
  return most(minus(exact(full), times(exact(parameters.each), faults)), ZERO);
}

// The mark of the first band that holds the value.
function markInTable({ bands, otherwise }, value) {
  const band = bands.find((one) => holds(one, value));
  return exact(band ? band.mark : otherwise);
}

function holds({ from, above, to, below }, value) {
  if (from !== undefined && less(value, exact(from))) return false;
  if (above !== undefined && !less(exact(above), value)) return false;
  if (to !== undefined && less(exact(to), value)) return false;
  return below === undefined || less(value, exact(below));
}

// The full mark less `each` for every unit beyond the tolerance.
function afterDeviation({ full_mark: full, parameters }, value) {
  const { nominal, tolerance, unit, each, count } = parameters;
  const beyond = minus(size(minus(value, exact(nominal))), exact(tolerance));
  if (!less(ZERO, beyond)) return exact(full);
  const share = over(beyond, exact(unit));
  const units = count === "ceil" ? { n: (share.n + share.d - 1n) / share.d, d: 1n } : share;
  return rounded(most(minus(exact(full), times(exact(each), units)), ZERO), MARK_PLACES);
}

function aboutDeviation({ parameters: { nominal, tolerance, unit, each } }) {
  return `填测量值，名义 ${nominal}，公差 ${tolerance}，每超 ${unit} 扣 ${each} 分`;
}

function choice(value, meaning) {
  return { value, meaning };
}

function isMultiple(value, each) {
  const { n, d } = over(value, each);
  return n % d === 0n;
}
