// The page of a certificate is drawn while it is being designed: the server prints what stands in the form, unsaved.

const desk = document.querySelector(".design-desk");
const form = desk.closest("form");
const fields = desk.querySelector(".design-fields");
const preview = desk.querySelector("[data-preview]");
let waiting;
let asking;
let writing = fields.querySelector("textarea");

form.addEventListener("input", (event) => {
  if (event.target.name === "tried") form.elements.shown.value = "tried";
  later();
});
new MutationObserver(later).observe(fields, { childList: true, subtree: true }); // rows come, go and move
later();

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(draw, 500);
}

async function draw() {
  asking?.abort();
  asking = new AbortController();
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  body.append("try", "yes");
  preview.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action || location.href, { method: "POST", body, signal: asking.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-preview]");
    preview.replaceChildren(...(fresh ? document.adoptNode(fresh).childNodes : [nothing()]));
  } catch (fault) {
    if (fault.name === "AbortError") return;
    preview.replaceChildren(nothing());
  }
  preview.removeAttribute("aria-busy");
}

function nothing() {
  const said = document.createElement("p");
  said.className = "alert alert-warning";
  said.textContent = "预览没有取到：网络断开，或登录已过期。填写的内容还在，恢复后改动任意一处就会重新预览。";
  return said;
}

// A field of the kind goes where the person is writing.
fields.addEventListener("focusin", (event) => {
  if (event.target.matches("textarea")) writing = event.target;
});
fields.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-insert]");
  if (!chosen) return;
  if (!writing?.isConnected) writing = fields.querySelector("textarea");
  if (!writing) return;
  writing.setRangeText(chosen.dataset.insert, writing.selectionStart, writing.selectionEnd, "end");
  writing.focus();
  writing.dispatchEvent(new Event("input", { bubbles: true }));
});

// A chosen picture is sent at once (rows.js does it), so that the page can show it.
fields.addEventListener("change", (event) => {
  if (event.target.type !== "file" || !event.target.files.length) return;
  const button = fields.querySelector("button[data-upload]");
  button.value = `${event.target.closest("[data-rows]").dataset.rows}:upload`;
  button.click();
});
