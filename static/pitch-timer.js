// A pitch room's wall: the time runs here, the state is on the server. Asks every second; a reload shows the same time.

const screen = document.body;
const digits = screen.querySelector("[data-pitch-digits]");
const word = screen.querySelector("[data-pitch-word]");
const page = screen.querySelector("[data-pitch-page]");
const offline = screen.querySelector("[data-pitch-offline]");
const sound = screen.querySelector("[data-pitch-sound]");
const warning = Number(screen.dataset.warning);

let version = screen.dataset.version;
let clock = read(...["left", "limit"].map((name) => (screen.dataset[name] === "" ? null : Number(screen.dataset[name]))), screen.dataset.running === "yes");
let said = "";

// What the server said, and when it arrived by this machine's own running clock: its date may be wrong.
function read(left, limit, running) {
  return { left, limit, running, at: performance.now() };
}

export function secondsLeft({ left, running, at }, now) {
  return left === null ? null : running ? left - (now - at) / 1000 : left;
}

export function asDigits(left) {
  const seconds = Math.abs(left > 0 ? Math.ceil(left) : Math.floor(left));
  const text = `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  return left < 0 && seconds > 0 ? `+${text}` : text;
}

export function wordFor({ limit, running }, left, warningAt) {
  if (left === null) return "";
  if (left <= 0) return "时间到";
  if (!running) return left === limit ? "等待开始" : "已暂停";
  return left <= warningAt ? `剩余不到 ${Math.ceil(left / 60)} 分钟` : "";
}

function show() {
  const left = secondsLeft(clock, performance.now());
  digits.textContent = left === null ? "--:--" : asDigits(left);
  const now = wordFor(clock, left, warning);
  screen.classList.toggle("is-warning", left !== null && left > 0 && left <= warning);
  screen.classList.toggle("is-over", left !== null && left <= 0);
  screen.classList.toggle("is-paused", left !== null && !clock.running);
  if (now === said) return;
  said = now;
  word.textContent = now;
  if (clock.running && now && sound.checked) beep(left <= 0 ? 3 : 1);
}

function beep(times) {
  const audio = new AudioContext();
  for (let turn = 0; turn < times; turn += 1) {
    const tone = audio.createOscillator();
    tone.frequency.value = 880;
    tone.connect(audio.destination);
    tone.start(audio.currentTime + turn * 0.5);
    tone.stop(audio.currentTime + turn * 0.5 + 0.25);
  }
}

async function refresh() {
  try {
    const address = `${screen.dataset.pitch}?version=${version}`;
    const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(4000) });
    if (!answer.ok) throw new Error(String(answer.status));
    const news = await answer.json();
    if (news.html !== undefined) page.innerHTML = news.html;
    if (!screen.dataset.token) page.querySelector("[data-pitch-controls]")?.remove();
    version = news.version;
    clock = read(news.left, news.limit, news.running);
    offline.hidden = true;
  } catch {
    offline.hidden = false;
  }
  show();
}

// A button acts without leaving the wall; the answer is read at once.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-pitch-form]");
  if (!form) return;
  event.preventDefault();
  const body = new FormData(form);
  body.append("csrf_token", screen.dataset.token);
  form.querySelector("button").disabled = true;
  await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
  version = "";
  await refresh();
});

async function poll() {
  await refresh();
  setTimeout(poll, 1000);
}

if (!screen.dataset.token) page.querySelector("[data-pitch-controls]")?.remove();
show();
setInterval(show, 200);
setTimeout(poll, 1000);
