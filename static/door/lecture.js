// The door of one lecture: a ticket typed or scanned, a name ticked, heads counted.

import { part, piece, say } from "../tablet/pieces.js";
import { cameraWorks, scanTickets } from "./camera.js";

const STATES = { "": "未到", kept: "已签到，待送达", delivered: "已签到" };
const TICKET = /^[0-9A-Z]{10}$/;
const MOST_HEADS = 1_000_000;

export function showLecture(container, book, lecture) {
  const view = piece("lecture");
  container.replaceChildren(view);
  const door = new Door(view, book, lecture);
  const draw = () => (view.isConnected ? door.draw() : book.removeEventListener("change", draw));
  book.addEventListener("change", draw);
  draw();
}

class Door {
  #lines = new Map();

  constructor(view, book, lecture) {
    Object.assign(this, { view, book, lecture });
    const search = part(view, "search");
    search.addEventListener("input", () => this.draw());
    part(view, "ticket-form").addEventListener("submit", (event) => this.#typed(event));
    part(view, "heads-form").addEventListener("submit", (event) => this.#counted(event));
    part(view, "scan").hidden = !cameraWorks();
    part(view, "scan").addEventListener("click", () => scanTickets((text) => this.#scanned(text)));
    this.#offerPoints();
  }

  get list() {
    return this.book.list(this.lecture);
  }

  get point() {
    return Number(part(this.view, "point").value) || 0;
  }

  draw() {
    const { view, list } = this;
    say(view, "title", list.title);
    say(view, "when", list.when);
    say(view, "came", this.book.cameOf(list));
    say(view, "all", list.people.length);
    const wanted = part(view, "search").value.trim();
    const found = list.people.filter(({ name, employer }) => !wanted || name.includes(wanted) || employer.includes(wanted));
    part(view, "people").replaceChildren(...found.map((person) => this.#line(person)));
    const nobody = part(view, "nobody");
    nobody.hidden = found.length > 0;
    nobody.textContent = list.people.length ? "名单里没有这样的姓名或单位。" : "还没有人报名。大家可以扫墙上的签到码，或者在下面填清点人数。";
    const heads = this.book.headsOf(list, this.point);
    say(view, "counted", heads === undefined ? "" : `：已清点 ${heads} 人`);
    part(view, "held").replaceChildren(...this.book.outbox.held.filter((one) => one.payload.lecture === list.lecture).map((one) => this.#refusal(one)));
  }

  // The same button for the same person, so that none moves away under a finger.
  #line(person) {
    const state = this.book.stateOf(this.list, person);
    const line = this.#lines.get(person.id) ?? piece("person");
    this.#lines.set(person.id, line);
    const button = part(line, "tick");
    button.dataset.state = state;
    button.onclick = () => this.#tick(person);
    say(line, "name", person.name);
    say(line, "employer", person.employer + (person.waiting ? "（候补）" : ""));
    button.querySelector(".door-state").textContent = STATES[state];
    return line;
  }

  #refusal(operation) {
    const line = piece("refused");
    const { payload, outcome } = operation;
    const person = this.list.people.find(({ id }) => id === payload.person);
    say(line, "who", payload.kind === "head_count" ? `清点 ${payload.heads} 人：` : `${person?.name ?? payload.ticket}：`);
    say(line, "message", outcome.message);
    part(line, "seen").addEventListener("click", () => this.book.outbox.discard([operation]));
    return line;
  }

  async #tick(person) {
    const told = await this.book.tick(this.list, person, this.point);
    if (told === "already") this.#say(`${person.name}已经签到，一场只记一次。`, "");
    else this.#say(`${person.name}已签到。`, "done");
  }

  async #typed(event) {
    event.preventDefault();
    const field = part(this.view, "ticket");
    if (await this.#ticket(field.value)) field.value = "";
    field.focus();
  }

  async #scanned(text) {
    await this.#ticket(text);
    return part(this.view, "said").textContent;
  }

  async #ticket(text) {
    const ticket = text.replace(/[\s-]/g, "").toUpperCase();
    if (!TICKET.test(ticket)) return this.#say("票码是 10 位字母和数字，请核对本人手机上的票码。", "fault");
    const person = this.list.people.find((one) => one.ticket === ticket);
    if (person) await this.#tick(person);
    else if ((await this.book.keepTicket(this.list, ticket, this.point)) === "already") this.#say("这个票码刚才已经登记。", "");
    else this.#say("名单上没有这个票码，已记下，送达后由系统核对。", "");
    return true;
  }

  async #counted(event) {
    event.preventDefault();
    const heads = Number(part(this.view, "heads").value);
    const reason = part(this.view, "heads-reason").value.trim();
    if (!Number.isInteger(heads) || heads < 0 || heads > MOST_HEADS) return this.#say("清点人数请填整数。", "fault");
    if (!reason) return this.#say("请写明为什么清点而不逐人签到。", "fault");
    await this.book.countHeads(this.list, this.point, heads, reason);
    this.#say(`清点 ${heads} 人已记下，与签到分开统计。`, "done");
  }

  #offerPoints() {
    const select = part(this.view, "point");
    const { points } = this.list;
    const kept = `door-point-${this.lecture}`;
    select.replaceChildren(...points.map(({ id, name }) => new Option(name, id)));
    part(this.view, "points").hidden = points.length < 2;
    if (points.some(({ id }) => String(id) === localStorage[kept])) select.value = localStorage[kept];
    select.addEventListener("change", () => {
      localStorage[kept] = select.value;
      this.draw();
    });
  }

  // Returns whether all is well.
  #say(text, kind) {
    say(this.view, "said", text).dataset.kind = kind;
    return kind !== "fault";
  }
}
