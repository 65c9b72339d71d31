// The line that is always in sight: what is still on this device only, and everything a judge must know about that.

import { part, piece, say } from "./pieces.js";

const INSECURE = "本页不是经受信任的 https 打开的：关掉就要联网才能再打开。请保持联网，看到“全部已送达”再离开，并通知现场技术人员。";
const UNDURABLE = "本机不能保存分数（无痕窗口或存储已满）。请保持联网，看到“全部已送达”再离开，并通知现场技术人员。";
const REASONS = {
  offline: "网络不通，可以继续打分",
  "sign-in": "登录已过期，可以继续打分",
};
const UNEXPECTED = "有内容系统没有接受，请不要清除浏览器数据，并联系现场技术人员";
const NOT_READY = "正在准备断网使用，请先不要断网";

// What the line says: {state, count, reason}.
export function lineOf({ waiting, held, blocked, secure, installed }) {
  const count = waiting ? `${waiting} 项已保存在本机，尚未送达` : "全部已送达";
  const state = held ? "held" : waiting ? "kept" : blocked ? "offline" : "delivered";
  const ready = installed || !secure;
  return { state, count, reason: blocked ? (REASONS[blocked] ?? UNEXPECTED) : ready ? "" : NOT_READY };
}

// What stands under it, the most pressing first: {kind, text, link, words}.
export function bannersOf({ waiting, held, blocked, secure, durable, others, left, signIn, book }) {
  const expired = waiting ? "登录已过期。分数都在本机，登录后自动送出。" : "登录已过期。登录后可以继续送出分数。";
  const devices = others.map(({ title, last_seen: seen }) => `${title}（${moment(seen)}）`).join("、");
  const waitingOthers = left.reduce((sum, count) => sum + count, 0);
  return [
    !secure && { kind: "danger", text: INSECURE },
    secure && !durable && { kind: "danger", text: UNDURABLE },
    held && { kind: "danger", text: `有 ${held} 项系统没有接受，需要您确认。`, words: "逐项确认" },
    blocked === "sign-in" && { kind: "warning", text: expired, words: "重新登录", link: signIn },
    devices && { kind: "warning", text: `您的账号还开着另一台设备：${devices}。请只在一台上评分；同一项打了不同的分时，会请您选择。` },
    waitingOthers && { kind: "warning", text: `本机还存有${book ? "另一位裁判的" : ""} ${waitingOthers} 项未送达，打分的裁判本人在本机登录后自动送出。请不要清除浏览器数据。` },
  ].filter(Boolean);
}

// Why nobody's sheets are shown.
const NOBODY = {
  "sign-in": "请登录，登录后可以在本机评分，断网也能继续。",
  offline: "现在没有网络，本机也没有已登录的裁判。请先联网登录。",
  "not-allowed": "本机现在登录的账号不是裁判。请裁判本人登录。",
};

// Draw it all, and again whenever something changes. `decide` opens what the judge has to decide.
export function beginStatus(page, { device, book, left, decide }) {
  const signIn = `${page.dataset.signIn}?back=${encodeURIComponent(location.pathname)}`;
  let said = "";
  const draw = () => {
    const facts = factsOf(device, book, { left, signIn: signIn + encodeURIComponent(location.hash) });
    drawLine(part(page, "line"), lineOf(facts));
    const banners = bannersOf(facts);
    if (JSON.stringify(banners) === said) return; // a screen reader says each once, and no button moves under a finger
    said = JSON.stringify(banners);
    part(page, "banners").replaceChildren(...banners.map((one) => banner(one, decide)));
  };
  part(page, "line").hidden = !book;
  part(page, "name").textContent = book?.name ?? "";
  for (const control of page.querySelectorAll("[data-own]")) control.hidden = !book;
  if (!book) showNobody(part(page, "view"), device, signIn);
  for (const subject of [device, book].filter(Boolean)) subject.addEventListener("change", draw);
  addEventListener("hashchange", draw);
  navigator.serviceWorker?.addEventListener("controllerchange", draw);
  draw();
}

function factsOf(device, book, more) {
  const { pending = [], held = [], durable = true, blocked = "" } = book?.outbox ?? {};
  const why = book ? device.blocked || blocked : "";
  const waiting = { waiting: pending.length, held: book?.matters.length ?? 0, blocked: why };
  const browser = { durable, secure: isSecureContext, installed: Boolean(navigator.serviceWorker?.controller) };
  return { ...waiting, ...browser, others: device.others, book, ...more };
}

function drawLine(line, { state, count, reason }) {
  line.dataset.state = state;
  say(line, "count", count);
  say(line, "reason", reason);
}

function banner({ kind, text, words, link }, decide) {
  const element = piece("banner");
  element.dataset.kind = kind;
  say(element, "text", text);
  const [anchor, button] = [part(element, "link"), part(element, "step")];
  Object.assign(anchor, { hidden: !link, textContent: words ?? "", href: link ?? "" });
  Object.assign(button, { hidden: !words || Boolean(link), textContent: words ?? "", onclick: decide });
  return element;
}

function showNobody(container, device, signIn) {
  const element = piece("nobody");
  say(element, "text", NOBODY[device.blocked] ?? NOBODY.offline);
  part(element, "sign-in").href = signIn;
  container.replaceChildren(element);
}

function moment(text) {
  return new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", timeStyle: "short" }).format(new Date(text));
}
