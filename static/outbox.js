// Operations of a device that may be offline: kept on the device first, sent in order, and deleted only when the
// server has answered. Knows nothing of marks: check-ins and checklists travel the same way (foundation/outbox.py).

import { Blocked, ask, tell } from "./asking.js";

export const OPERATIONS = { operations: { keyPath: "seq", autoIncrement: true } };
const MOST_AT_ONCE = 50;
const MOST_LETTERS = 300_000; // proxies let a megabyte through, and signatures are long
const FIRST_RETRY = 1000;
const SLOWEST_RETRY = 30000;

// One person's queue on this device. Events: "change" (look at the counts again), "answer" (detail: operation, outcome)
// and "elsewhere" (another tab has changed what is stored). `blocked` says why nothing goes out now.
export class Outbox extends EventTarget {
  #store;
  #alongside;
  #channel;
  #timer;
  #delay = FIRST_RETRY;
  #sending;
  #kept = [];

  // `whoami` answers {account, csrf_token}; `send` takes {account, device, operations} and answers {outcomes}.
  // `alongside(operation, outcome)` names further changes of `store`, written together with the outcome.
  static async open({ account, store, whoami, send, alongside = () => [] }) {
    const outbox = new Outbox();
    Object.assign(outbox, { account, addresses: { whoami, send }, blocked: "", device: deviceId() });
    outbox.#store = store;
    outbox.#alongside = alongside;
    await outbox.#load();
    outbox.#listen();
    return outbox;
  }

  // Whether what is put here survives closing the page.
  get durable() {
    return this.#store.durable;
  }

  // What the server has not answered yet, oldest first.
  get pending() {
    return this.#kept.filter((operation) => !operation.outcome);
  }

  // What the server did not accept and a person has to decide: conflicts and refusals.
  get held() {
    return this.#kept.filter((operation) => operation.outcome);
  }

  // Keep an operation on the device, and in the same transaction the changes that `together(operation)` names.
  // Resolves once all is safely there. Sending follows by itself.
  async put(payload, together = () => []) {
    const operation = { op_id: uuid(), device: this.device, made_at: new Date().toISOString(), payload };
    const [seq] = await this.#store.write([["add", "operations", operation], ...together(operation)]);
    this.#kept.push({ ...operation, seq });
    this.#told();
    this.send();
    return operation;
  }

  // Take over what was kept on another device under the same ids, so that nothing counts twice; returns how many are new.
  async bring(operations) {
    const known = new Set(this.#kept.map(({ op_id }) => op_id));
    const fresh = operations.filter(({ op_id }) => !known.has(op_id));
    await this.#store.write(fresh.map(({ seq, ...operation }) => ["add", "operations", operation]));
    await this.#load();
    this.#told();
    this.send();
    return fresh.length;
  }

  // A person has decided about held operations: they are done with; `changes` are written together.
  async discard(operations, changes = []) {
    await this.#store.write([...operations.map(({ seq }) => ["delete", "operations", seq]), ...changes]);
    const gone = new Set(operations.map(({ seq }) => seq));
    this.#kept = this.#kept.filter(({ seq }) => !gone.has(seq));
    this.#told();
  }

  // Send what waits; on failure try again later, ever more slowly. Resolves when this attempt is over.
  send() {
    this.#sending ??= this.#attempt().finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  async #attempt() {
    clearTimeout(this.#timer);
    try {
      await oneTabOnly(`outbox-${this.account}`, () => this.#sendAll());
      this.blocked = "";
      this.#delay = FIRST_RETRY;
    } catch (error) {
      if (!(error instanceof Blocked)) throw error;
      this.blocked = error.reason;
    }
    this.#changed();
    if (this.pending.length) this.#retry();
  }

  async #sendAll() {
    await this.#load(); // another tab may have sent it all meanwhile
    while (this.pending.length) {
      const me = await ask(this.addresses.whoami);
      if (me.account !== this.account) throw new Blocked("other-account");
      const operations = batchOf(this.pending);
      const { account, device } = this;
      const { outcomes } = await tell(this.addresses.send, { account, device, operations }, me.csrf_token);
      const answered = new Set(outcomes.map(({ op_id }) => op_id));
      if (!operations.every(({ op_id }) => answered.has(op_id))) throw new Blocked("malformed"); // or it would ask forever
      for (const outcome of outcomes) await this.#settle(outcome);
    }
  }

  // Deleted only here, by the server's answer about this very operation.
  async #settle(outcome) {
    const operation = this.pending.find(({ op_id }) => op_id === outcome.op_id);
    if (!operation) return;
    const saved = outcome.status === "saved";
    const change = saved ? ["delete", "operations", operation.seq] : ["put", "operations", { ...operation, outcome }];
    await this.#store.write([change, ...this.#alongside(operation, outcome)]);
    if (saved) this.#kept = this.#kept.filter((one) => one !== operation);
    else operation.outcome = outcome;
    this.dispatchEvent(new CustomEvent("answer", { detail: { operation, outcome } }));
    this.#told();
  }

  async #load() {
    this.#kept = await this.#store.all("operations");
    this.#changed();
  }

  #listen() {
    addEventListener("online", () => this.send());
    document.addEventListener("visibilitychange", () => document.hidden || this.send());
    if (!("BroadcastChannel" in window)) return;
    this.#channel = new BroadcastChannel(`outbox-${this.account}`);
    this.#channel.addEventListener("message", async () => {
      await this.#load();
      this.dispatchEvent(new Event("elsewhere"));
    });
  }

  #retry() {
    this.#timer = setTimeout(() => this.send(), this.#delay);
    this.#delay = Math.min(this.#delay * 2, SLOWEST_RETRY);
  }

  // What is stored has changed: the other tabs look again.
  #told() {
    this.#channel?.postMessage("changed");
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

// The first of the queue, as many as a message holds.
function batchOf(pending) {
  let letters = 0;
  const fits = (operation, at) => (letters += JSON.stringify(operation).length) < MOST_LETTERS || at === 0;
  return pending.slice(0, MOST_AT_ONCE).filter(fits);
}

// Two tabs of one person must not send the same queue at once. Without locks they may: the server applies each id once.
async function oneTabOnly(name, work) {
  if (!navigator.locks) return work();
  return navigator.locks.request(name, work);
}

function deviceId() {
  localStorage.device ??= uuid();
  return localStorage.device;
}

// crypto.randomUUID exists in secure contexts only.
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
