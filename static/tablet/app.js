// The judge's tablet: one page that works without a network. Starts the book of whoever is signed in, and shows the view
// that the address names.

import { Blocked } from "../asking.js";
import { onOtherJudge } from "../remembered-judge.js";
import { Book, leftByOthers } from "./book.js";
import { carryOver, catchLink, offerCarried } from "./carry-dialog.js";
import { Device } from "./device.js";
import { keepInstalled } from "./installing.js";
import { askToLeave } from "./leaving.js";
import { beginStatus } from "./status.js";
import { askToDecide } from "./views/matters.js";

const VIEWS = [
  [/^(?:#\/?)?$/, "tasks", []],
  [/^#\/panels\/(\d+)$/, "panel", ["panel"]],
  [/^#\/panels\/(\d+)\/criteria\/(\d+)$/, "criterion", ["panel", "criterion"]],
  [/^#\/sheets\/(\d+)$/, "sheet", ["sheet"]],
];

const page = document.querySelector("[data-tablet]");
const container = page.querySelector("[data-view]");
const { whoami, send, sheets } = page.dataset;
const device = new Device({ device: whoami, signOut: page.dataset.signOut });
let book = null;

catchLink();
addEventListener("hashchange", () => (book ? showView() : catchLink()));
await device.look();
if (device.judge) book = await Book.open({ ...device.judge, addresses: { whoami, send, sheets } });
const left = await leftByOthers(device.judge?.account);
beginStatus(page, { device, book, left, decide: () => askToDecide(book) });
onOtherJudge(() => location.reload());
keepInstalled(page.dataset.worker, () => !book?.outbox.pending.length && !inTheMiddle());
if (book) await begin();
page.dataset.ready = "";
device.keepBeating(beat);

async function begin() {
  page.querySelector("[data-carry]").addEventListener("click", () => carryOver(book));
  page.querySelector("[data-leave]").addEventListener("click", () => askToLeave(device, book));
  if (!device.blocked) await book.refresh().catch(unlessBlocked); // at once what is new, before it is looked at
  await showView();
}

function inTheMiddle() {
  return location.hash.length > 2 || document.querySelector("dialog[open]");
}

async function beat() {
  const before = device.judge?.account;
  await device.look();
  if (device.judge?.account !== before) return location.reload(); // somebody else's turn: nothing of the one before stays
  if (!book || device.blocked) return;
  await device.report(book.outbox);
  if (!book.loaded || device.version !== book.version) await book.refresh().catch(unlessBlocked);
  if (book.outbox.pending.length) book.outbox.send();
}

async function showView() {
  catchLink();
  const address = location.hash;
  const [pattern, name, names] = VIEWS.find(([one]) => one.test(address)) ?? VIEWS[0];
  const values = (address.match(pattern) ?? []).slice(1).map(Number);
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close(); // it belonged to the view before
  const { show } = await import(`./views/${name}.js`);
  if (location.hash !== address) return; // who moved on meanwhile sees the later view, though this one came later
  show(container, book, Object.fromEntries(names.map((one, at) => [one, values[at]])));
  container.querySelector("h1")?.focus();
  await offerCarried(book);
}

function unlessBlocked(error) {
  if (!(error instanceof Blocked)) throw error;
}
