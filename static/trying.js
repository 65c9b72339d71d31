// A rule of the plan is tried while it is being written: the server says what a value would give, nothing is saved.

const box = document.querySelector("[data-try]");
const form = box?.closest("form");
let asked = 0;
let waiting;

form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, 400);
});
box?.querySelector("button").addEventListener("click", (event) => {
  event.preventDefault();
  ask();
});

async function ask() {
  const tried = box.querySelector("input");
  const result = box.querySelector("[data-try-result]");
  if (!tried.value.trim()) return result.replaceChildren();
  const number = ++asked;
  const body = new FormData(form);
  body.append("try", "yes");
  const answer = await fetch(form.action || location.href, { method: "POST", body }).catch(() => null);
  if (!answer?.ok || number !== asked) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-try-result]");
  if (fresh) result.replaceChildren(...document.adoptNode(fresh).childNodes);
}
