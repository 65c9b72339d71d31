// The judge's tablet: one page that works without a network. Starts the book of whoever is signed in, and shows the view
// that the address names.

import { Blocked } from "../asking.js";
import { onOtherJudge } from "../remembered-judge.js";
import { Book, leftByOthers } from "./book.js";
import { Device } from "./device.js";
import { keepInstalled } from "./installing.js";
import { beginStatus } from "./status.js";

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

await device.look();
const book = device.judge && (await Book.open({ ...device.judge, addresses: { whoami, send, sheets } }));
const left = await leftByOthers(device.judge?.account);
beginStatus(page, { device, book, left });
onOtherJudge(() => location.reload());
await keepInstalled(page.dataset.worker, () => !book?.outbox.pending.length && location.hash.length < 3);
if (book) {
  addEventListener("hashchange", showView);
  await showView();
}
await device.keepBeating(beat);
page.dataset.ready = "";

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
  const [pattern, name, names] = VIEWS.find(([one]) => one.test(location.hash)) ?? VIEWS[0];
  const values = (location.hash.match(pattern) ?? []).slice(1).map(Number);
  const { show } = await import(`./views/${name}.js`);
  show(container, book, Object.fromEntries(names.map((one, at) => [one, values[at]])));
  container.querySelector("h1")?.focus();
}

function unlessBlocked(error) {
  if (!(error instanceof Blocked)) throw error;
}
