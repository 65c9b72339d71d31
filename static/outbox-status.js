// The line that says what is still on this device, on every page of a judge; opening the page sends what waits.

import { openStore } from "./device-store.js";
import { OPERATIONS, Outbox } from "./outbox.js";

const line = document.querySelector("[data-outbox]");
const { account, whoami, send, signInPage } = line.dataset;

const store = await openStore(`outbox-${account}`, OPERATIONS);

export const outbox = await Outbox.open({ account: Number(account), store, whoami, send });

const REASONS = {
  offline: "网络不通，自动重试中；可以继续打分。",
  "not-allowed": "本机现在登录的账号不能评分。请裁判本人登录后再送出。",
  "other-account": "本机现在登录的是另一位裁判。请您重新登录后再送出。",
  malformed: "有内容没有被系统接受。请不要清除浏览器数据，并联系现场技术人员。",
};

function show() {
  const waiting = outbox.pending.length;
  line.dataset.state = outbox.held.length ? "held" : waiting ? "kept" : "delivered";
  line.querySelector("[data-count]").textContent = waiting ? `${waiting} 项已保存在本机，尚未送达` : "全部已送达";
  const expired = outbox.blocked === "sign-in" && waiting;
  line.querySelector("[data-sign-in]").hidden = !expired;
  line.querySelector("[data-reason]").textContent = waiting ? (REASONS[outbox.blocked] ?? "") : "";
  line.querySelector("[data-unsafe]").hidden = outbox.durable && isSecureContext;
  line.querySelector("[data-held]").hidden = !outbox.held.length;
  line.querySelector("[data-held-count]").textContent = outbox.held.length;
}

line.querySelector("[data-sign-in]").href = `${signInPage}?back=${encodeURIComponent(location.pathname)}`;
outbox.addEventListener("change", show);
show();
outbox.send();
