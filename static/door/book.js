// What one host keeps on this device: the lists of the lectures at whose door he stands, and what is not delivered yet.

import { askUnlessKnown } from "../asking.js";
import { openStore } from "../device-store.js";
import { OPERATIONS, Outbox } from "../outbox.js";

// Event "change". Another account has a database of its own: nobody sees or sends what is another's.
export class DoorBook extends EventTarget {
  #store;
  #lists = new Map();

  // `addresses`: {whoami, send, list}, the last with 0 for the number of the lecture.
  static async open({ account, addresses }) {
    const book = new DoorBook();
    const store = await openStore(`door-${account}`, { ...OPERATIONS, lists: { keyPath: "lecture" } });
    book.#store = store;
    book.listAddress = addresses.list;
    for (const list of await store.all("lists")) book.#lists.set(list.lecture, list);
    const alongside = (operation, outcome) => book.#settled(operation, outcome);
    book.outbox = await Outbox.open({ account, store, alongside, whoami: addresses.whoami, send: addresses.send });
    for (const event of ["change", "elsewhere"]) book.outbox.addEventListener(event, () => book.#changed());
    return book;
  }

  // The lectures that this device has a list of, the next one first.
  get lists() {
    return [...this.#lists.values()].sort((one, other) => one.starts_at.localeCompare(other.starts_at));
  }

  list(lecture) {
    return this.#lists.get(lecture);
  }

  // Fetch what is new of a lecture. Throws `Blocked` if it is out of reach.
  async refresh(lecture) {
    if (this.outbox.pending.length) return; // the answers to these tell more than a list made before them
    const address = this.listAddress.replace("/0/", `/${lecture}/`);
    const news = await askUnlessKnown(address, this.list(lecture)?.etag);
    if (!news) return;
    const list = { ...news.body, etag: news.etag };
    await this.#store.write([["put", "lists", list]]);
    this.#lists.set(lecture, list);
    this.#changed();
  }

  // "delivered", "kept" (on this device only) or "" for somebody of a list.
  stateOf(list, person) {
    if (person.came) return "delivered";
    return this.outbox.pending.some(({ payload }) => payload.lecture === list.lecture && names(payload, person)) ? "kept" : "";
  }

  // How many of a list have checked in, by what is known here.
  cameOf(list) {
    const strangers = this.outbox.pending.filter(({ payload }) => isStranger(payload, list)).length;
    return list.others + strangers + list.people.filter((person) => this.stateOf(list, person)).length;
  }

  headsOf(list, point) {
    const counted = this.outbox.pending.filter(({ payload }) => payload.kind === "head_count" && payload.lecture === list.lecture && payload.point === point);
    return counted.at(-1)?.payload.heads ?? list.heads.find((one) => one.point === point)?.heads;
  }

  // Somebody is here. Resolves with "already", or with "kept" once the device has it.
  async tick(list, person, point) {
    if (this.stateOf(list, person)) return "already";
    await this.outbox.put({ kind: "check_in", lecture: list.lecture, point, person: person.id, ticket: "" });
    return "kept";
  }

  // A ticket that the list does not know: whoever registered since, or at another lecture; the server knows.
  async keepTicket(list, ticket, point) {
    if (this.outbox.pending.some(({ payload }) => payload.ticket === ticket)) return "already";
    await this.outbox.put({ kind: "check_in", lecture: list.lecture, point, person: 0, ticket });
    return "kept";
  }

  countHeads(list, point, heads, reason) {
    return this.outbox.put({ kind: "head_count", lecture: list.lecture, point, heads, reason });
  }

  // The list as the server's answer changes it, written together with the end of the operation.
  #settled({ payload }, outcome) {
    const list = this.list(payload.lecture);
    if (!list || outcome.status !== "saved") return [];
    if (payload.kind === "head_count") {
      list.heads = [...list.heads.filter((one) => one.point !== payload.point), { point: payload.point, heads: outcome.heads }];
    } else {
      const person = list.people.find((one) => one.id === outcome.person);
      if (person) person.came = outcome.at;
      else if (!outcome.again) list.others += 1;
    }
    list.etag = undefined; // it is not what the server sent any more
    return [["put", "lists", list]];
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

function names(payload, person) {
  if (payload.kind !== "check_in") return false;
  return payload.ticket ? payload.ticket === person.ticket : payload.person === person.id;
}

function isStranger(payload, list) {
  return payload.kind === "check_in" && payload.lecture === list.lecture && !list.people.some((person) => names(payload, person));
}
