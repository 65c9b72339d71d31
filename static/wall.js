// The code on the wall: the next one when this one ends. When the server is out of reach it says so: an old code is no use.

const wall = document.querySelector("[data-wall]");
const SOONER = 5; // seconds between two looks at how many have checked in
let timer;
const part = (name) => wall.querySelector(`[data-${name}]`);

async function renew() {
  clearTimeout(timer);
  let left = SOONER;
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(wall.dataset.wall, { headers, cache: "no-store", signal: AbortSignal.timeout(5000) });
    if (!answer.ok) throw new Error(answer.status);
    const { picture, seconds, checked_in: count } = await answer.json();
    part("picture").src = picture;
    part("count").textContent = count;
    left = seconds;
    part("stale").hidden = true;
  } catch {
    part("stale").hidden = false;
  }
  wait(left);
}

function wait(seconds) {
  clearTimeout(timer);
  timer = setTimeout(renew, Math.min(seconds, SOONER) * 1000 + 100);
}

wait(Number(wall.dataset.seconds));
document.addEventListener("visibilitychange", () => document.hidden || renew());
