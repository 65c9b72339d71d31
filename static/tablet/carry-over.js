// What has not reached the server, taken to another tablet: as a file, or as links that fit into QR codes. The operations
// keep their ids, so that whatever arrives twice counts once.

import { MOST_BYTES } from "../qr-code.js";

export const FRAGMENT = "#carry="; // behind the #: a browser never sends it to a server
const COMFORTABLE = 1000; // bytes of a code that any camera reads from glass
const ENVELOPE = { op_id: /^[0-9a-f-]{36}$/, device: /^[0-9A-Za-z-]{8,64}$/, made_at: /^\d{4}-\d\d-\d\dT[0-9:.]+(Z|[+-]\d\d:\d\d)$/ };
const KINDS = new Set(["mark", "seal", "declare"]);

// Why what was brought cannot be taken over, in words for the judge.
export class Unacceptable extends Error {}

// The text of the file.
export function fileOf(account, operations) {
  return JSON.stringify({ account, operations: operations.map(bare) }, null, 1);
}

// The operations in the text of a file. Throws `Unacceptable`.
export function operationsInFile(text, account) {
  return checked(parsed(text), account);
}

// Links with all operations, in order; each stands alone, so that the codes may be read in any order. Throws `RangeError` if
// one operation is too large for a code.
export async function linksOf(account, operations, page) {
  const links = [];
  let rest = operations.map(bare);
  while (rest.length) {
    const [link, count] = await longestLink(account, rest, page);
    if (link.length > MOST_BYTES) throw new RangeError("an operation does not fit into a QR code");
    links.push(link);
    rest = rest.slice(count);
  }
  return links;
}

// The operations in the fragment of a link. Throws `Unacceptable`.
export async function operationsInLink(fragment, account) {
  const text = await inflated(fragment.slice(FRAGMENT.length)).catch(() => "");
  return checked(parsed(text), account);
}

// As many operations as a comfortable code holds, at least one: found by halves.
async function longestLink(account, operations, page) {
  const link = async (count) => page + FRAGMENT + (await deflated(JSON.stringify({ account, operations: operations.slice(0, count) })));
  let [fits, tooMany] = [1, operations.length + 1];
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if ((await link(middle)).length <= COMFORTABLE) fits = middle;
    else tooMany = middle;
  }
  return [await link(fits), fits];
}

function bare({ op_id, device, made_at, payload }) {
  return { op_id, device, made_at, payload };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unacceptable("内容不完整，没有导入。请在原来的平板上重新导出，或重新扫码。");
  }
}

function checked(content, account) {
  if (!Array.isArray(content?.operations) || !content.operations.every(isOperation)) {
    throw new Unacceptable("这不是从评分平板导出的内容，没有导入。请在原来的平板上点“换机”，重新导出。");
  }
  if (content.account !== account) {
    throw new Unacceptable("这些分数是另一位裁判打的，没有导入。请由他本人登录后再导入。");
  }
  return content.operations.map(bare);
}

function isOperation(one) {
  const payload = one?.payload;
  const named = Object.entries(ENVELOPE).every(([name, shape]) => typeof one?.[name] === "string" && shape.test(one[name]));
  return named && KINDS.has(payload?.kind) && Number.isInteger(payload.sheet);
}

async function deflated(text) {
  const bytes = await through(new Blob([text]), new CompressionStream("deflate-raw"));
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

async function inflated(text) {
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
  return new TextDecoder().decode(await through(new Blob([bytes]), new DecompressionStream("deflate-raw")));
}

async function through(blob, stream) {
  return new Uint8Array(await new Response(blob.stream().pipeThrough(stream)).arrayBuffer());
}
