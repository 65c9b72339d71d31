// Pages are not kept by the browser (the computer may be shared), so going back fetches a fresh form and the browser
// puts in again what was typed. That form gets the key of the one that was sent: sent once more, it counts once.

const wentBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";

for (const form of document.querySelectorAll("form[data-once]")) {
  const key = form.querySelector("[name=submission_key]");
  if (!key) continue;
  const place = `sent from ${location.pathname} to ${form.getAttribute("action")}`;
  if (wentBack) key.value = sessionStorage.getItem(place) ?? key.value;
  form.addEventListener("submit", () => sessionStorage.setItem(place, key.value));
}
