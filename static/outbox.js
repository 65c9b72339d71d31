// Operations of a device that may be offline: kept on the device first, sent in order, and deleted only when the
// server has answered. Knows nothing of marks: check-ins and checklists travel the same way (foundation/outbox.py).

const MOST_AT_ONCE = 50;
const TIME_OUT = 3000; // bad Wi-Fi is slower than none
const FIRST_RETRY = 1000;
const SLOWEST_RETRY = 30000;

// Why nothing goes out now: "offline", "sign-in", "other-account" or "malformed".
class Blocked extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

// One judge's queue on this device. Events: "change" (look at the counts again) and "answer" (detail: operation, outcome).
export class Outbox extends EventTarget {
  #store;
  #channel;
  #timer;
  #delay = FIRST_RETRY;
  #running = false;
  #kept = [];

  // `whoami` answers {account, csrf_token}; `send` takes {account, operations} and answers {outcomes}.
  static async open({ account, whoami, send }) {
    const outbox = new Outbox();
    Object.assign(outbox, { account, addresses: { whoami, send }, blocked: "", device: deviceId() });
    outbox.#store = await openStore(`outbox-${account}`);
    outbox.#listen();
    await outbox.#load();
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

  // Keep an operation on the device; resolves once it is safely there. Sending follows by itself.
  async put(payload) {
    const operation = { op_id: uuid(), device: this.device, made_at: new Date().toISOString(), payload };
    operation.seq = await this.#store.add(operation);
    await this.#load();
    this.send();
    return operation;
  }

  // A person has decided about a held operation: it is done with.
  async discard(operation) {
    await this.#store.delete(operation.seq);
    this.#kept = this.#kept.filter((one) => one.seq !== operation.seq);
    this.#changed();
  }

  // Send what waits; on failure try again later, ever more slowly.
  async send() {
    if (this.#running) return;
    this.#running = true;
    clearTimeout(this.#timer);
    try {
      await oneTabOnly(`outbox-${this.account}`, () => this.#sendAll());
      this.blocked = "";
      this.#delay = FIRST_RETRY;
    } catch (error) {
      this.blocked = error instanceof Blocked ? error.reason : "offline";
    }
    this.#running = false;
    this.#changed();
    if (this.pending.length) this.#retry();
  }

  async #sendAll() {
    await this.#load();
    while (this.pending.length) {
      const me = await ask(this.addresses.whoami);
      if (me.account !== this.account) throw new Blocked("other-account");
      const operations = this.pending.slice(0, MOST_AT_ONCE);
      const body = JSON.stringify({ account: this.account, operations });
      const headers = { "Content-Type": "application/json", "X-CSRFToken": me.csrf_token };
      const answer = await ask(this.addresses.send, { method: "POST", headers, body });
      for (const outcome of answer.outcomes) await this.#settle(outcome);
    }
  }

  async #settle(outcome) {
    const operation = this.#kept.find((one) => one.op_id === outcome.op_id);
    if (!operation) return; // another tab was told first
    if (outcome.status === "saved") {
      await this.#store.delete(operation.seq);
      this.#kept = this.#kept.filter((one) => one !== operation);
    } else {
      operation.outcome = outcome;
      await this.#store.put(operation);
    }
    this.#channel?.postMessage({ operation, outcome });
    this.#answered({ operation, outcome });
  }

  async #load() {
    this.#kept = await this.#store.all();
    this.#changed();
  }

  #listen() {
    addEventListener("online", () => this.send());
    document.addEventListener("visibilitychange", () => document.hidden || this.send());
    if (!("BroadcastChannel" in window)) return;
    this.#channel = new BroadcastChannel(`outbox-${this.account}`); // what another tab of this judge has sent
    this.#channel.addEventListener("message", async ({ data }) => {
      await this.#load();
      this.#answered(data);
    });
  }

  #retry() {
    this.#timer = setTimeout(() => this.send(), this.#delay);
    this.#delay = Math.min(this.#delay * 2, SLOWEST_RETRY);
  }

  #answered(detail) {
    this.dispatchEvent(new CustomEvent("answer", { detail }));
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

async function ask(address, options = {}) {
  const headers = { Accept: "application/json", ...options.headers };
  const answer = await fetch(address, { ...options, headers, signal: AbortSignal.timeout(TIME_OUT) });
  if (answer.ok) return answer.json();
  const { code } = await answer.json().catch(() => ({}));
  if (answer.status === 401 || answer.status === 403) throw new Blocked("sign-in");
  throw new Blocked(code ?? "offline");
}

// Two tabs of one judge must not send the same queue at once. Without locks they may: the server applies each id once.
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

async function openStore(name) {
  try {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("operations", { keyPath: "seq", autoIncrement: true });
    return new DiskStore(await result(request));
  } catch {
    return new MemoryStore(); // private windows and full disks: marks still go to the server, but only while it answers
  }
}

class DiskStore {
  durable = true;

  constructor(database) {
    this.database = database;
  }

  all() {
    return result(this.database.transaction("operations").objectStore("operations").getAll());
  }

  add(operation) {
    return this.#write((operations) => operations.add(operation));
  }

  put(operation) {
    return this.#write((operations) => operations.put(operation));
  }

  delete(seq) {
    return this.#write((operations) => operations.delete(seq));
  }

  // Resolves when the disk has it, not when the browser has promised to write it.
  #write(change) {
    const transaction = this.database.transaction("operations", "readwrite", { durability: "strict" });
    const request = change(transaction.objectStore("operations"));
    return new Promise((done, failed) => {
      transaction.oncomplete = () => done(request.result);
      transaction.onabort = () => failed(transaction.error);
    });
  }
}

class MemoryStore {
  durable = false;
  #rows = new Map();
  #last = 0;

  async all() {
    return [...this.#rows.values()];
  }

  async add(operation) {
    this.#last += 1;
    this.#rows.set(this.#last, { ...operation, seq: this.#last });
    return this.#last;
  }

  async put(operation) {
    this.#rows.set(operation.seq, operation);
  }

  async delete(seq) {
    this.#rows.delete(seq);
  }
}

function result(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}
