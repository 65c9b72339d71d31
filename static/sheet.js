// The score sheet: every mark is kept on the device as it is given, then sent. Marks are counted in millionths, exactly.

import { outbox } from "./outbox-status.js";

const page = document.querySelector("[data-sheet]");
const sheet = Number(page.dataset.sheet);
const sealDialog = page.querySelector("[data-seal-dialog]");
const choiceDialog = page.querySelector("[data-choice-dialog]");
const UNIT = 1_000_000;
const PLAIN_NUMBER = /^[0-9]{1,6}(\.[0-9]{1,6})?$/;
const TYPING_PAUSE = 400;
const STATES = { empty: "未打分", saving: "正在保存…", kept: "已保存在本机", delivered: "已送达" };

const lines = [...page.querySelectorAll("[data-criterion]")].map((element) => {
  const { criterion, title, full, step, value, rev } = element.dataset;
  const line = { element, title, id: Number(criterion), full: millionths(full), step: millionths(step) };
  // `known` is what the server has; `last` the operation that it has not answered yet.
  return Object.assign(line, { value: value || null, known: value || null, rev: Number(rev), last: "", fault: "" });
});
let writing = Promise.resolve(); // one after the other, in the order they were given

function millionths(text) {
  const [whole, part = ""] = text.split(".");
  return Number(whole) * UNIT + Number(part.padEnd(6, "0"));
}

function plain(amount) {
  const part = String(amount % UNIT).padStart(6, "0").replace(/0+$/, "");
  return `${Math.floor(amount / UNIT)}${part && "."}${part}`;
}

function faultOf(line, text) {
  if (!PLAIN_NUMBER.test(text)) return "没有保存：请只用半角数字和小数点，例如 8.5。";
  if (millionths(text) > line.full) return `没有保存：最高 ${plain(line.full)} 分。`;
  return millionths(text) % line.step ? `没有保存：应是 ${plain(line.step)} 的整数倍。` : "";
}

function give(line, text) {
  clearTimeout(line.typing);
  const value = text.trim() || null;
  line.fault = value === null ? "" : faultOf(line, value);
  if (!line.fault && value !== line.value) write(line, value);
  showAll();
}

function write(line, value) {
  line.value = value;
  line.saving = true;
  writing = writing.then(async () => {
    const payload = { sheet, criterion: line.id, value, base_rev: line.rev, after: line.last };
    try {
      line.last = (await outbox.put(payload)).op_id;
      line.saving = false;
    } catch {
      line.fault = "没有保存：本机存储不可用。请记在纸上并联系现场技术人员。";
    }
    showAll();
  });
}

function stateOf(line) {
  if (line.saving) return "saving";
  if (line.last) return "kept";
  return line.value === null ? "empty" : "delivered";
}

function show(line) {
  const { element, value } = line;
  const input = element.querySelector("input");
  if (!line.fault && document.activeElement !== input) input.value = value ?? "";
  element.dataset.state = line.fault ? "fault" : stateOf(line);
  input.setAttribute("aria-invalid", Boolean(line.fault));
  element.querySelector("[data-state-text]").textContent = line.fault || STATES[stateOf(line)];
  for (const button of element.querySelectorAll("[data-mark]")) {
    const chosen = value !== null && millionths(button.dataset.mark) === millionths(value);
    button.setAttribute("aria-pressed", chosen);
  }
  for (const button of element.querySelectorAll("[data-move]")) {
    button.disabled = moved(line, Number(button.dataset.move)) === null;
  }
}

// So many steps up or down; from nothing only up. Null: there is no such mark.
function moved(line, steps) {
  if (line.value === null && steps < 0) return null;
  const amount = millionths(line.value ?? "0") + steps * line.step;
  return amount < 0 || amount > line.full ? null : amount;
}

function obstacles() {
  const missing = lines.filter((line) => line.value === null || line.fault);
  const waiting = lines.filter((line) => line.saving || line.last);
  return { missing, waiting };
}

function showAll() {
  lines.forEach(show);
  const total = lines.reduce((sum, line) => sum + (line.value === null ? 0 : millionths(line.value)), 0);
  const { missing, waiting } = obstacles();
  page.querySelector("[data-total]").textContent = plain(total);
  const faults = missing.filter((line) => line.fault).length;
  const notes = [missing.length > faults && `还有 ${missing.length - faults} 项未打分`, faults && `${faults} 项有误，没有保存`];
  page.querySelector("[data-missing]").textContent = notes.filter(Boolean).join("，") || "各项均已打分";
  page.dataset.complete = missing.length === 0;
  if (!missing.length && !waiting.length) page.querySelector("[data-seal-note]").textContent = "";
}

// Sealing: everything given, everything delivered, then the judge looks at all of it once more.
function askToSeal() {
  const { missing, waiting } = obstacles();
  const note = page.querySelector("[data-seal-note]");
  if (missing.length) {
    note.textContent = `“${missing[0].title}”${missing[0].fault ? "的分数有误" : "还没有打分"}，不能封存。`;
    missing[0].element.querySelector("input").focus();
    return;
  }
  if (waiting.length || held().length) {
    note.textContent = "还有分数没有送达，送达后才能封存。请检查网络。";
    outbox.send();
    return;
  }
  note.textContent = "";
  const list = sealDialog.querySelector("[data-seal-marks]");
  list.replaceChildren(...lines.map(sealRow));
  sealDialog.querySelector("[data-seal-total]").textContent = page.querySelector("[data-total]").textContent;
  sealDialog.querySelector("[name=seen]").value = lines.map((line) => `${line.id}:${line.rev}`).join(" ");
  sealDialog.showModal();
}

function sealRow(line) {
  const row = document.createElement("li");
  const mark = document.createElement("strong");
  mark.textContent = `${line.value} / ${plain(line.full)}`;
  row.append(line.title, mark);
  return row;
}

// What the server did not accept on this sheet: two tablets disagree, or a rule says no. The judge decides.
function held() {
  return outbox.held.filter((operation) => operation.payload.sheet === sheet);
}

function lineOf(operation) {
  return lines.find((line) => line.id === operation.payload.criterion);
}

function askToChoose() {
  const operation = held().at(-1);
  if (!operation || choiceDialog.open) return;
  const { outcome, payload } = operation;
  const line = lineOf(operation);
  const conflict = outcome.status === "conflict";
  const text = conflict ? `“${line.title}”在另一台设备上也打过分，请选择以哪个为准。` : outcome.message;
  choiceDialog.querySelector("[data-choice-text]").textContent = text;
  choiceDialog.querySelector("[data-choose=mine]").hidden = !conflict;
  choiceDialog.querySelector("[data-mine]").textContent = payload.value ?? "未打分";
  choiceDialog.querySelector("[data-theirs]").textContent = (conflict ? outcome.value : line.known) ?? "未打分";
  choiceDialog.onclose = () => choose(line, operation, choiceDialog.returnValue);
  choiceDialog.returnValue = "";
  choiceDialog.showModal();
}

async function choose(line, operation, choice) {
  if (!choice) return askToChoose(); // closed without an answer: nothing is decided for the judge
  const { outcome, payload } = operation;
  for (const one of held().filter((other) => lineOf(other) === line)) await outbox.discard(one);
  if (outcome.status === "conflict") Object.assign(line, { known: outcome.value, rev: outcome.rev });
  if (!outbox.pending.some((one) => one.op_id === line.last)) line.last = "";
  line.value = line.known;
  if (choice === "mine") write(line, payload.value);
  showAll();
  askToChoose();
}

function answered({ detail: { operation, outcome } }) {
  const line = operation.payload.sheet === sheet && lineOf(operation);
  if (!line) return;
  if (outcome.status === "saved") Object.assign(line, { rev: outcome.rev, known: operation.payload.value });
  if (line.last === operation.op_id) line.last = "";
  showAll();
  askToChoose();
}

for (const line of lines) {
  const input = line.element.querySelector("input");
  input.addEventListener("input", () => {
    clearTimeout(line.typing);
    line.typing = setTimeout(() => give(line, input.value), TYPING_PAUSE);
  });
  input.addEventListener("change", () => give(line, input.value));
  line.element.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    const mark = button.dataset.move ? plain(moved(line, Number(button.dataset.move))) : button.dataset.mark;
    input.value = mark;
    give(line, mark);
  });
}
for (const operation of outbox.pending.filter((one) => one.payload.sheet === sheet)) {
  Object.assign(lineOf(operation), { value: operation.payload.value, last: operation.op_id });
}
page.querySelector("[data-seal]").addEventListener("click", askToSeal);
page.querySelector("[data-seal-cancel]").addEventListener("click", () => sealDialog.close());
outbox.addEventListener("answer", answered);
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  if (!link || !lines.some((line) => line.saving)) return;
  event.preventDefault(); // go only when the last mark is safely on the device
  await writing;
  location.assign(link.href);
});
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
page.dataset.ready = "";
showAll();
askToChoose();
