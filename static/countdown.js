// Clocks that run out: elements with `data-deadline` (ISO 8601) show the time that is left, by the server's words.
const MINUTE = 60000;

export function timeLeft(now, closes) {
  if (now >= closes) return "已经截止";
  const minutes = Math.floor((closes - now) / MINUTE);
  if (minutes === 0) return "还剩不到 1 分钟";
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  return ["还剩", days ? `${days} 天` : "", hours ? `${hours} 小时` : "", `${minutes % 60} 分`].filter(Boolean).join(" ");
}

function tick() {
  for (const element of document.querySelectorAll("[data-deadline]")) {
    element.querySelector("span").textContent = timeLeft(Date.now(), Date.parse(element.dataset.deadline));
  }
}

tick();
setInterval(tick, MINUTE / 4);
