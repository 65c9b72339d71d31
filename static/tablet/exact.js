// Exact numbers, as fractions of two big integers: the tablet counts as the server does, never in binary fractions.

const NUMBER = /^-?[0-9]{1,9}(\.[0-9]{1,6})?$/;
const MOST_PLACES = 20; // where the server settles a quotient

// The number that `text` is; throws a RangeError if it is none.
export function exact(text) {
  if (!NUMBER.test(text)) throw new RangeError(`not a plain number: ${text}`);
  const [whole, part = ""] = text.split(".");
  return { n: BigInt(whole + part), d: 10n ** BigInt(part.length) };
}

export const ZERO = exact("0");

export const plus = (a, b) => ({ n: a.n * b.d + b.n * a.d, d: a.d * b.d });
export const minus = (a, b) => ({ n: a.n * b.d - b.n * a.d, d: a.d * b.d });
export const times = (a, b) => ({ n: a.n * b.n, d: a.d * b.d });
export const over = (a, b) => (b.n < 0n ? { n: -a.n * b.d, d: -a.d * b.n } : { n: a.n * b.d, d: a.d * b.n });
export const less = (a, b) => a.n * b.d < b.n * a.d;
export const equal = (a, b) => a.n * b.d === b.n * a.d;
export const most = (a, b) => (less(a, b) ? b : a);
export const size = (a) => (a.n < 0n ? { n: -a.n, d: a.d } : a);

// 四舍五入 to `places` decimals, negative numbers by their size.
export function rounded(a, places) {
  const unit = 10n ** BigInt(places);
  const { n, d } = size(a);
  const units = (2n * n * unit + d) / (2n * d);
  return { n: a.n < 0n ? -units : units, d: unit };
}

// The number as people write it: no exponent, no needless zeros, at most `places` decimals.
export function written(a, places = MOST_PLACES) {
  const { n } = rounded(a, places);
  const digits = String(n < 0n ? -n : n).padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  const part = digits.slice(digits.length - places).replace(/0+$/, "");
  return `${n < 0n ? "-" : ""}${whole}${part && "."}${part}`;
}
