// 换机: what is on this tablet only, as a file and as codes for another; and what another tablet gave, looked at before it
// is taken over. Somebody else's link must not send marks in this judge's name by merely being opened.

import { qrCode } from "../qr-code.js";
import { FRAGMENT, Unacceptable, fileOf, linksOf, operationsInFile, operationsInLink } from "./carry-over.js";
import { part, piece, say } from "./pieces.js";

const CARRIED = "carried"; // a link that was opened before its judge had signed in
const QUIET = 4; // modules of white around a code
const SVG = "http://www.w3.org/2000/svg";

// Show what waits here, and take a file.
export async function carryOver(book) {
  const dialog = opened("carry");
  const waiting = book.outbox.pending;
  say(dialog, "waiting", waiting.length ? `本机有 ${waiting.length} 项尚未送达。` : "本机没有尚未送达的内容，不用换机。");
  part(dialog, "out").hidden = !waiting.length;
  const file = URL.createObjectURL(new Blob([fileOf(book.account, waiting)], { type: "application/json" }));
  const day = new Date().toISOString().slice(0, 16).replace("T", "-").replace(":", "");
  Object.assign(part(dialog, "download"), { href: file, download: `未送达的分数-${book.name}-${day}.json` });
  part(dialog, "file").addEventListener("change", async ({ target }) => {
    const [chosen] = target.files;
    if (await take(book, dialog, async () => operationsInFile(await chosen.text(), book.account))) return;
    target.value = ""; // the same file may be chosen again
  });
  dialog.addEventListener("close", () => URL.revokeObjectURL(file));
  if (waiting.length) await showCodes(dialog, book.account, waiting);
}

// Keep what a link brought before anything else happens; the address no longer shows it.
export function catchLink() {
  if (!location.hash.startsWith(FRAGMENT)) return;
  sessionStorage.setItem(CARRIED, location.hash);
  history.replaceState(null, "", location.pathname);
}

// Offer what a link brought to the judge who is here.
export async function offerCarried(book) {
  const carried = sessionStorage.getItem(CARRIED);
  if (!carried) return;
  sessionStorage.removeItem(CARRIED);
  const dialog = opened("carry");
  part(dialog, "out").hidden = true;
  await take(book, dialog, () => operationsInLink(carried, book.account));
}

async function showCodes(dialog, account, operations) {
  if (!("CompressionStream" in window)) return say(dialog, "code-note", "这台平板的浏览器较旧，不能做二维码，请用文件。");
  let links;
  try {
    links = await linksOf(account, operations, location.origin + location.pathname);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return say(dialog, "code-note", "其中有内容（例如签名）太大，不能做成二维码，请用文件。");
  }
  let at = 0;
  const show = (step) => {
    at += step;
    const many = links.length > 1;
    say(dialog, "code-note", many ? `第 ${at + 1} / ${links.length} 张，请逐张扫码，每张都要确认导入` : "用另一台平板的相机扫码");
    part(dialog, "code").replaceChildren(drawn(qrCode(links[at])));
    Object.assign(part(dialog, "before"), { hidden: !many, disabled: at === 0 });
    Object.assign(part(dialog, "after"), { hidden: !many, disabled: at === links.length - 1 });
  };
  part(dialog, "before").addEventListener("click", () => show(-1));
  part(dialog, "after").addEventListener("click", () => show(1));
  show(0);
}

// Show what was brought; resolves with whether there is something to confirm.
async function take(book, dialog, read) {
  let operations;
  try {
    operations = await read();
  } catch (error) {
    if (!(error instanceof Unacceptable)) throw error;
    say(dialog, "note", error.message);
    return false;
  }
  say(dialog, "note", "");
  part(dialog, "offer").hidden = false;
  part(dialog, "in").hidden = true;
  say(dialog, "offered", `另一台平板上尚未送达的 ${operations.length} 项：`);
  part(dialog, "list").replaceChildren(...operations.map((one) => row(book, one)));
  part(dialog, "accept").onclick = async () => {
    const count = await book.outbox.bring(operations);
    part(dialog, "offer").hidden = true;
    say(dialog, "note", count ? `已导入 ${count} 项，正在送出。原来的平板可以停用。` : "这些内容本机都已有，没有重复导入。");
  };
  return true;
}

function row(book, { payload }) {
  const item = document.createElement("li");
  const sheet = book.sheet(payload.sheet);
  const criterion = sheet?.panel.criteria.find(({ id }) => id === payload.criterion);
  const what = { mark: `${criterion?.title ?? "评分项"}：${payload.value ?? "未打分"}`, seal: "签名封存", declare: "申报回避" };
  item.textContent = `${sheet?.label ?? `评分表 ${payload.sheet}`} · ${what[payload.kind]}`;
  return item;
}

function drawn(rows) {
  const svg = document.createElementNS(SVG, "svg");
  const size = rows.length + 2 * QUIET;
  const squares = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : "")));
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", squares.join(""));
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${size} ${size}`, "shape-rendering": "crispEdges", role: "img", "aria-label": "二维码" })) {
    svg.setAttribute(name, value);
  }
  svg.append(path);
  return svg;
}

function opened(id) {
  const dialog = piece(id);
  part(dialog, "close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
