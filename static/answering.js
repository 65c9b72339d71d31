// Taking a paper: every tap is stored at once, the clock counts down what the server says is left.
// Time comes from a counter that nobody can set, never from the device's clock.

const RETRY_AFTER = 2000;
const SAY_AT = new Set([300, 60, 30]);

const place = document.querySelector("[data-answering]");
const form = document.querySelector("[data-answer-form]");
const finish = document.querySelector("[data-finish]");
const status = document.querySelector("[data-status]");
const fault = document.querySelector("[data-fault]");

let endsAt = performance.now() + 1000 * Number(place.dataset.secondsLeft);
let saving = null; // the save that is on its way
let unsaved = false;
let leaving = false;

function tick() {
  const left = Math.max(0, Math.ceil((endsAt - performance.now()) / 1000));
  const clock = document.querySelector("[data-clock]");
  clock.textContent = `${Math.floor(left / 60)} 分 ${String(left % 60).padStart(2, "0")} 秒`;
  clock.parentElement.toggleAttribute("data-short", left <= 60);
  if (SAY_AT.has(left)) document.querySelector("[data-clock-said]").textContent = `还剩 ${left} 秒`;
  if (left === 0 && !leaving) void handIn();
}

async function handIn() {
  leaving = true;
  if (saving) await saving;
  finish.submit();
}

function say(text, state) {
  status.textContent = text;
  status.dataset.state = state;
}

function stop(message) {
  fault.textContent = message;
  fault.hidden = false;
  fault.scrollIntoView({ block: "nearest" });
}

// Whether the choice as it is now has been stored; false where the server refused it.
async function save() {
  const shown = [...form.querySelectorAll("[name=shown]:checked")].map((input) => input.value);
  const body = JSON.stringify({ shown, revision: Number(form.elements.revision.value) });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrf_token.value };
  unsaved = false;
  say("正在保存……", "waiting");
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", headers, body, signal: AbortSignal.timeout(8000) });
  } catch {
    unsaved = true;
    say("暂时连不上服务器，正在自动重试，请不要关闭这一页。", "waiting");
    await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER));
    return save();
  }
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) {
    form.elements.revision.value = told.revision;
    endsAt = performance.now() + 1000 * told.seconds_left;
    if (!unsaved) say("✓ 已保存", "saved");
    return true;
  }
  say("", "");
  stop(told.error ?? "没有保存成功，请刷新页面后再试。已保存的答案都还在。");
  return false;
}

// One save at a time; a tap during a save is stored after it.
function saveSoon() {
  unsaved = true;
  saving ??= (async () => {
    let stored = true;
    while (unsaved && stored) stored = await save();
    saving = null;
    return stored;
  })();
  return saving;
}

if (form) {
  form.addEventListener("change", () => {
    fault.hidden = true;
    void saveSoon();
  });
  form.addEventListener("submit", async (event) => {
    if (!saving || leaving) return;
    event.preventDefault();
    if (await saving) {
      leaving = true;
      form.requestSubmit(event.submitter);
    }
  });
}

// A phone that slept may have missed time and answers given elsewhere: ask afresh.
let hiddenSince = 0;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) hiddenSince = Date.now();
  else if (hiddenSince && Date.now() - hiddenSince > 5000 && !saving) location.reload();
});
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

tick();
setInterval(tick, 500);
