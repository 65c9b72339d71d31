// Typing from paper: Enter moves to the next box, the last one sends; the total is compared while typing.

const form = document.querySelector("[data-typing]")?.closest("form");
const boxes = form ? [...form.querySelectorAll(".paper-lines input")] : [];
const MILLIONTHS = 1000000n;

for (const [place, box] of boxes.entries()) {
  box.addEventListener("focus", () => box.select());
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    const next = boxes[place + 1];
    if (next) next.focus();
    else form.requestSubmit();
  });
}

for (const button of document.querySelectorAll("[data-fill]")) {
  button.addEventListener("click", () => {
    const box = button.closest("li").querySelector("input");
    box.value = button.dataset.fill;
    (boxes[boxes.indexOf(box) + 1] ?? box).focus();
  });
}

// Whole millionths: 0.1 + 0.2 is 0.3 on paper too.
function read(text) {
  const written = /^(\d{1,6})(?:\.(\d{1,6}))?$/.exec(text.trim());
  return written ? BigInt(written[1]) * MILLIONTHS + BigInt((written[2] ?? "").padEnd(6, "0")) : null;
}

function text(value) {
  const part = String(value % MILLIONTHS).padStart(6, "0").replace(/0+$/, "");
  return part ? `${value / MILLIONTHS}.${part}` : String(value / MILLIONTHS);
}

const said = document.querySelector("[data-added]");
if (said && form.querySelector("[data-plain]")) {
  const total = boxes.at(-1);
  const explained = said.textContent;
  const compare = () => {
    const values = boxes.slice(0, -1).map((box) => read(box.value));
    const complete = values.every((value) => value !== null);
    const added = values.reduce((sum, value) => sum + (value ?? 0n), 0n);
    const written = read(total.value);
    said.dataset.agrees = complete && written !== null ? (added === written ? "yes" : "no") : "";
    said.textContent = !complete ? explained : `各项合计 ${text(added)}` + (written === null ? "" : added === written ? "，与纸上一致" : "，与纸上不一致");
  };
  form.addEventListener("input", compare);
  compare();
}
