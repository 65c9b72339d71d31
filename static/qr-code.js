// QR codes (ISO/IEC 18004) drawn on the device, where no server is within reach: bytes, error correction L, versions 1 to 40.

// Correction codewords of a block, and blocks, for each version at level L (table 9 of the standard).
const CORRECTION = [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, ...Array(14).fill(30)];
const BLOCKS = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25];
const LARGEST = 40;
export const MOST_BYTES = 2953; // version 40-L
const MASKS = [
  (x, y) => (x + y) % 2 === 0,
  (x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

// The rows of the code for `text`, true for dark. Throws `RangeError` if it does not fit into one code.
export function qrCode(text) {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > MOST_BYTES) throw new RangeError(`${bytes.length} bytes are more than a QR code holds`);
  const version = smallestFor(bytes.length);
  const drawn = MASKS.map((mask, number) => drawing(version, codewords(bytes, version), mask, number));
  const penalties = drawn.map(penalty);
  return drawn[penalties.indexOf(Math.min(...penalties))];
}

// --- What is written: mode, length, bytes, padding; then blocks with their correction, woven together.

const lengthBits = (version) => (version < 10 ? 8 : 16);

function dataCodewords(version) {
  return Math.floor(freeModules(version) / 8) - CORRECTION[version - 1] * BLOCKS[version - 1];
}

function smallestFor(length) {
  let version = 1;
  while (version < LARGEST && 4 + lengthBits(version) + 8 * length > 8 * dataCodewords(version)) version += 1;
  return version;
}

function codewords(bytes, version) {
  const size = dataCodewords(version);
  const bits = [...binary(4, 4), ...binary(bytes.length, lengthBits(version)), ...[...bytes].flatMap((byte) => binary(byte, 8))];
  bits.push(...binary(0, Math.min(4, size * 8 - bits.length)));
  while (bits.length % 8) bits.push(0);
  const words = [];
  for (let at = 0; at < bits.length; at += 8) words.push(parseInt(bits.slice(at, at + 8).join(""), 2));
  for (let pad = 0xec; words.length < size; pad ^= 0xfd) words.push(pad);
  return woven(words, version);
}

function woven(words, version) {
  const [count, correction] = [BLOCKS[version - 1], CORRECTION[version - 1]];
  const short = Math.floor(words.length / count);
  const shorts = count - (words.length % count); // the later blocks are one longer
  const blocks = Array.from({ length: count }, (_, at) => {
    const start = at * short + Math.max(0, at - shorts);
    return words.slice(start, start + short + (at >= shorts ? 1 : 0));
  });
  const divisor = generator(correction);
  const remainders = blocks.map((block) => remainder(block, divisor));
  const column = (lists, at) => lists.filter((list) => at < list.length).map((list) => list[at]);
  const columns = (lists, length) => Array.from({ length }, (_, at) => column(lists, at)).flat();
  return [...columns(blocks, short + 1), ...columns(remainders, correction)];
}

function binary(value, length) {
  return Array.from({ length }, (_, at) => (value >> (length - 1 - at)) & 1);
}

// Arithmetic modulo x^8 + x^4 + x^3 + x^2 + 1.
function times(one, other) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((other >> bit) & 1) * one;
  }
  return product;
}

// The Reed-Solomon generator polynomial, without its leading 1.
function generator(degree) {
  let coefficients = [...Array(degree - 1).fill(0), 1];
  for (let count = 0, root = 1; count < degree; count += 1, root = times(root, 2)) {
    coefficients = coefficients.map((one, at) => times(one, root) ^ (coefficients[at + 1] ?? 0));
  }
  return coefficients;
}

function remainder(words, divisor) {
  return words.reduce((rest, word) => {
    const factor = word ^ rest[0];
    return divisor.map((one, at) => (rest[at + 1] ?? 0) ^ times(one, factor));
  }, Array(divisor.length).fill(0));
}

// --- Where it stands: the fixed patterns, then the bits in pairs of columns, up and down from the right.

const sizeOf = (version) => 17 + 4 * version;

// How many modules the fixed patterns leave for codewords.
function freeModules(version) {
  const marks = version === 1 ? 0 : Math.floor(version / 7) + 2;
  const aligned = marks ? (25 * marks - 10) * marks - 55 : 0;
  return (16 * version + 128) * version + 64 - aligned - (version < 7 ? 0 : 36);
}

function alignments(version) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = version === 32 ? 26 : Math.ceil((4 * version + 4) / (2 * count - 2)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, at) => sizeOf(version) - 7 - at * step).reverse()];
}

function drawing(version, words, mask, number) {
  const size = sizeOf(version);
  const rows = Array.from({ length: size }, () => Array(size).fill(null));
  const set = (x, y, dark) => {
    if (x >= 0 && y >= 0 && x < size && y < size) rows[y][x] = Boolean(dark);
  };
  drawFixed(version, size, set);
  drawFormat(size, number, set);
  if (version >= 7) drawVersion(version, size, set);
  const bits = words.flatMap((word) => binary(word, 8));
  let at = 0;
  for (const [x, y] of path(size)) {
    if (rows[y][x] === null) rows[y][x] = Boolean(bits[at++] ?? 0) !== mask(x, y);
  }
  return rows;
}

function drawFixed(version, size, set) {
  for (let at = 0; at < size; at += 1) {
    set(6, at, at % 2 === 0);
    set(at, 6, at % 2 === 0);
  }
  const square = (x, y, reach, isDark) => {
    for (let dy = -reach; dy <= reach; dy += 1) {
      for (let dx = -reach; dx <= reach; dx += 1) set(x + dx, y + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
    }
  };
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) square(x, y, 4, (ring) => ring !== 2 && ring !== 4);
  const lines = alignments(version);
  const last = lines.length - 1;
  const inFinder = (i, j) => (i === 0 && (j === 0 || j === last)) || (i === last && j === 0);
  lines.forEach((x, i) => lines.forEach((y, j) => inFinder(i, j) || square(x, y, 2, (ring) => ring !== 1)));
}

// Level L and the mask, with their own correction, twice.
function drawFormat(size, mask, set) {
  const data = (1 << 3) | mask;
  const bits = ((data << 10) | checked(data, 10, 0x537)) ^ 0x5412;
  for (let at = 0; at < 15; at += 1) {
    const dark = (bits >> at) & 1;
    set(at < 8 ? 8 : at === 8 ? 7 : 14 - at, at < 6 ? at : at < 8 ? at + 1 : 8, dark);
    set(at < 8 ? size - 1 - at : 8, at < 8 ? 8 : size - 15 + at, dark);
  }
  set(8, size - 8, true);
}

function drawVersion(version, size, set) {
  const bits = (version << 12) | checked(version, 12, 0x1f25);
  for (let at = 0; at < 18; at += 1) {
    const [far, near] = [size - 11 + (at % 3), Math.floor(at / 3)];
    set(far, near, (bits >> at) & 1);
    set(near, far, (bits >> at) & 1);
  }
}

function checked(data, length, divisor) {
  let rest = data;
  for (let count = 0; count < length; count += 1) rest = (rest << 1) ^ ((rest >> (length - 1)) * divisor);
  return rest;
}

function* path(size) {
  let up = true;
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2, up = !up) { // the column of the timing pattern is passed over
    for (let step = 0; step < size; step += 1) {
      const y = up ? size - 1 - step : step;
      yield [right, y];
      yield [right - 1, y];
    }
  }
}

// --- How hard it is to read: runs, squares, what looks like a finder, too much of one colour.

function penalty(rows) {
  const columns = rows.map((_, x) => rows.map((row) => row[x]));
  const lines = [...rows, ...columns].map((line) => line.map(Number).join(""));
  let points = 0;
  for (const line of lines) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) points += run.length - 2;
    points += 40 * [...line.matchAll(/(?=10111010000|00001011101)/g)].length;
  }
  for (let y = 1; y < rows.length; y += 1) {
    for (let x = 1; x < rows.length; x += 1) {
      const one = rows[y][x];
      if (rows[y - 1][x] === one && rows[y][x - 1] === one && rows[y - 1][x - 1] === one) points += 3;
    }
  }
  const dark = rows.flat().filter(Boolean).length / rows.length ** 2;
  return points + 10 * Math.floor(Math.abs(dark - 0.5) * 20);
}
