// The door page: works without a network. Starts the book of whoever is signed in, and shows the lecture that the address
// names after its #.

import { Blocked } from "../asking.js";
import { onOtherJudge } from "../remembered-judge.js";
import { Device } from "../tablet/device.js";
import { keepInstalled } from "../tablet/installing.js";
import { part, piece, say } from "../tablet/pieces.js";
import { DoorBook } from "./book.js";
import { showLecture } from "./lecture.js";

const REASONS = { offline: "网络不通，可以继续登记，7 天内送达都算数", "sign-in": "登录已过期，可以继续登记，7 天内送达都算数" };
const UNEXPECTED = "系统没有接受，请保留本页并联系主办单位";
const INSECURE = "本页不是经受信任的 https 打开的：关掉就要联网才能再打开。请看到“全部已送达”再离开。";
const UNDURABLE = "本机存不下登记（无痕窗口或存储已满）。请保持联网，看到“全部已送达”再离开。";
const NOBODY = {
  "sign-in": "请登录，登录后可以在本机登记签到，断网也能继续。",
  offline: "现在没有网络，本机也没有已登录的接待人员。请先联网登录。",
  "not-allowed": "本机现在登录的账号不能登记签到。请本场的接待人员登录。",
};

const page = document.querySelector("[data-door]");
const container = part(page, "view");
const { device: whoami, send, list } = page.dataset;
const device = new Device({ device: whoami, signOut: page.dataset.signOut });
let book = null;
let shown = null;

await device.look();
if (device.judge) book = await DoorBook.open({ account: device.judge.account, addresses: { whoami, send, list } });
for (const subject of [device, book, book?.outbox].filter(Boolean)) subject.addEventListener("change", drawLine);
addEventListener("hashchange", show);
onOtherJudge(() => location.reload());
keepInstalled(page.dataset.worker, () => !book?.outbox.pending.length);
await refresh();
show();
drawLine();
page.dataset.ready = "";
device.keepBeating(beat);

async function beat() {
  const before = device.judge?.account;
  await device.look();
  if (device.judge?.account !== before) return location.reload(); // somebody else's turn: nothing of the one before stays
  if (!book || device.blocked) return;
  if (book.outbox.pending.length) await book.outbox.send();
  await refresh();
  if (lectureNow() && book.list(lectureNow()) && shown !== lectureNow()) show();
}

async function refresh() {
  if (!book || device.blocked || !lectureNow()) return;
  await book.refresh(lectureNow()).catch((error) => {
    if (!(error instanceof Blocked)) throw error;
  });
}

function lectureNow() {
  return Number(location.hash.slice(1)) || 0;
}

async function show() {
  say(page, "name", device.judge?.name ?? "");
  if (!book) return showNobody();
  if (lectureNow() && !book.list(lectureNow())) await refresh();
  shown = book.list(lectureNow()) ? lectureNow() : null;
  if (shown) showLecture(container, book, shown);
  else showLectures();
}

function showLectures() {
  const view = piece("lectures");
  const lines = book.lists.map(({ lecture, title, when }) => {
    const line = piece("known");
    part(line, "open").href = `#${lecture}`;
    say(line, "title", title);
    say(line, "when", when);
    return line;
  });
  part(view, "known").replaceChildren(...lines);
  part(view, "nobody").hidden = lines.length > 0;
  container.replaceChildren(view);
}

function showNobody() {
  const view = piece("nobody");
  say(view, "text", NOBODY[device.blocked] ?? NOBODY.offline);
  part(view, "sign-in").href = signInAddress();
  container.replaceChildren(view);
}

// The line that is always in sight: what is still on this device only.
function drawLine() {
  const line = part(page, "line");
  line.hidden = !book;
  if (!book) return;
  const { pending, held, blocked, durable } = book.outbox;
  const why = blocked || device.blocked;
  line.dataset.state = held.length ? "held" : pending.length ? "kept" : why ? "offline" : "delivered";
  say(page, "count", pending.length ? `${pending.length} 项已保存在本机，尚未送达` : "全部已送达");
  say(page, "reason", held.length ? `${held.length} 项没有被接受，见下面` : why ? (REASONS[why] ?? UNEXPECTED) : "");
  const expired = why === "sign-in" ? "登录已过期。登记都在本机，登录后自动送出。" : "";
  const text = !isSecureContext ? INSECURE : durable ? expired : UNDURABLE;
  say(page, "banner-text", text);
  part(page, "banner").hidden = !text;
  const link = part(page, "banner-link");
  link.hidden = !expired;
  link.href = signInAddress();
}

function signInAddress() {
  return `${page.dataset.signIn}?back=${encodeURIComponent(location.pathname + location.hash)}`;
}
