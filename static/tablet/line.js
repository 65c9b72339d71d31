// One mark on the screen: a criterion of a sheet, or a contestant under one criterion. Kept as soon as it is given.

import { equal, exact } from "./exact.js";
import { choicesOf, converts, faultOf, leapOf, markOf, moved, stepOf } from "./marks.js";
import { part, piece, say, sayIf } from "./pieces.js";
import { standing, text } from "./reading.js";
import { askToDecide } from "./views/matters.js";

const TYPING_PAUSE = 1200; // a number half typed is no mark yet
const STATES = { empty: "未打分", saving: "正在保存…", kept: "已保存在本机", delivered: "已送达", held: "需要您确认" };

export class Line {
  #saving = 0;
  #given; // the last value given, while the device still writes it down
  #saved = null;
  #typing = false; // what stands in the field is the judge's, and not taken yet

  // `title` and `about` say which mark this is; `pad` is the number pad of the page.
  constructor({ book, sheet, criterion, title, about, pad }) {
    Object.assign(this, { book, criterion, title, id: sheet.id, fault: "", element: piece("line") });
    say(this.element, "title", title).id = `line-${sheet.id}-${criterion.id}`;
    say(this.element, "about", about);
    this.input = this.element.querySelector("input");
    this.#label();
    this.#offerChoices();
    this.#listen();
    pad.serve(this.input, title);
    this.show();
  }

  get sheet() {
    return this.book.sheet(this.id);
  }

  get value() {
    return this.#saving ? this.#given : this.book.mark(this.id, this.criterion.id).value;
  }

  // Whether the judges are so far apart that they have to talk; what is given then counts as talked over.
  get apart() {
    return this.sheet.spread_alerts.includes(this.criterion.id);
  }

  // Whether something is still to be done here before the sheet can be signed.
  get open() {
    return this.value === null || Boolean(this.fault);
  }

  // Why the sheet cannot be signed because of this line.
  get obstacle() {
    if (this.fault) return `“${this.title}”的分数有误，不能封存。`;
    return `“${this.title}”${this.value === null ? "还没有打分" : this.#difference}，不能封存。`;
  }

  // Where a person goes on: the field, or the first of the choices.
  get field() {
    return this.typed ? this.input : part(this.element, "choices").querySelector("button");
  }

  // Take what stands in the field for what the judge means; resolves once all that was given here is on the device.
  commit() {
    clearTimeout(this.pause);
    if (this.#typing) this.#give(this.input.value);
    return this.#saved;
  }

  show() {
    const { element, sheet, value, fault } = this;
    const writable = standing(sheet).writable;
    const state = this.#state();
    element.dataset.state = state;
    part(element, "entry").hidden = !writable || !this.typed;
    part(element, "choices").hidden = !writable;
    part(element, "clear").hidden = !writable || value === null || this.typed;
    sayIf(element, "given", writable ? "" : (value ?? "未打分"));
    say(element, "state-text", fault || STATES[state]);
    part(element, "decide").hidden = state !== "held";
    sayIf(element, "result", value !== null && !fault && converts(this.criterion) ? this.#result(value) : "");
    sayIf(element, "alert", this.apart ? this.#difference : "");
    this.#showValue(value);
  }

  #state() {
    if (this.fault) return "fault";
    if (this.#saving) return "saving";
    return this.book.mark(this.id, this.criterion.id).state;
  }

  // Grades may lie so far apart and no further; what is measured is the same for everybody.
  get #difference() {
    if (!this.criterion.scale) return "与其他裁判的测量结果不一致，请一起复测后重新填写";
    return `与其他裁判相差超过 ${this.sheet.panel.spread} 分，请合议后重新打分`;
  }

  #result(value) {
    return `得分 ${text(markOf(this.criterion, value))} / ${this.criterion.full_mark}`;
  }

  #showValue(value) {
    if (!this.fault && !this.#typing && this.input.value !== (value ?? "")) {
      this.input.value = value ?? "";
      if (document.activeElement === this.input) this.input.select(); // the next key writes a new number
    }
    this.input.setAttribute("aria-invalid", Boolean(this.fault));
    for (const button of this.element.querySelectorAll("[data-mark]")) {
      button.setAttribute("aria-pressed", value !== null && equal(exact(button.dataset.mark), exact(value)));
    }
    for (const button of this.element.querySelectorAll("[data-move]")) {
      button.disabled = moved(this.criterion, value, Number(button.dataset.move)) === null;
    }
  }

  #give(typed) {
    const value = typed.trim() || null;
    this.#typing = false;
    this.fault = value === null ? "" : faultOf(this.criterion, value);
    if (!this.fault && value !== this.value) this.#saved = this.#keep(value);
    this.show();
  }

  async #keep(value) {
    this.#saving += 1;
    this.#given = value;
    try {
      await this.book.give(this.id, this.criterion.id, value, { discussed: this.apart });
    } catch {
      this.fault = "没有保存：本机存储不可用。请记在纸上并联系现场技术人员。";
    }
    this.#saving -= 1;
    this.show();
  }

  #label() {
    const { criterion, element, input } = this;
    const heading = part(element, "title").id;
    part(element, "state-text").id = `${heading}-state`;
    input.setAttribute("aria-labelledby", heading);
    input.setAttribute("aria-describedby", `${heading}-state`);
    part(element, "choices").setAttribute("aria-labelledby", heading);
    const leap = leapOf(criterion);
    for (const button of element.querySelectorAll("[data-move]")) {
      const steps = Number(button.dataset.move);
      const far = Math.abs(steps) > 1;
      const amount = far ? leap : stepOf(criterion);
      const sign = steps < 0 ? "−" : "＋";
      button.hidden = far && !leap;
      button.textContent = far ? `${sign}${leap}` : sign;
      button.ariaLabel = `${steps < 0 ? "减" : "加"} ${amount}`;
    }
  }

  #offerChoices() {
    const choices = choicesOf(this.criterion);
    const group = part(this.element, "choices");
    this.typed = choices.length === 0;
    this.element.toggleAttribute("data-typed", this.typed);
    group.classList.toggle("described", choices.some(({ meaning }) => meaning));
    group.replaceChildren(...choices.map(choice));
    const list = part(this.element, "descriptors");
    if (this.typed) list.replaceChildren(...this.criterion.descriptors.map(descriptor));
    list.hidden = !list.childElementCount;
  }

  #listen() {
    const { element, input } = this;
    input.addEventListener("input", () => {
      clearTimeout(this.pause);
      this.#typing = true;
      this.pause = setTimeout(() => this.commit(), TYPING_PAUSE);
    });
    input.addEventListener("blur", () => this.commit());
    element.addEventListener("click", ({ target }) => this.#press(target.closest("button")?.dataset ?? {}));
    // A digit on the keyboard chooses as a tap does.
    part(element, "choices").addEventListener("keydown", ({ key }) => {
      if (choicesOf(this.criterion).some(({ value }) => value === key)) this.#give(key);
    });
  }

  #press({ mark, move, clear, decide }) {
    if (decide !== undefined) askToDecide(this.book);
    if (mark !== undefined) this.#give(mark);
    if (clear !== undefined) this.#give("");
    if (move === undefined) return;
    const to = moved(this.criterion, this.#meant, Number(move));
    if (to !== null) this.#give((this.input.value = to));
  }

  // What the judge sees in the field, if it is a mark: a tap need not take the focus off what was typed.
  get #meant() {
    const typed = this.input.value.trim();
    return typed && !faultOf(this.criterion, typed) ? typed : this.value;
  }
}

function choice({ value, meaning }) {
  const button = piece("choice");
  button.dataset.mark = value;
  say(button, "value", value);
  sayIf(button, "meaning", meaning);
  return button;
}

function descriptor(words) {
  const item = document.createElement("li");
  item.textContent = words;
  return item;
}
