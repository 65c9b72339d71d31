// A judge's panels, sheets and marks on this device: from the server when it answers, from the device otherwise.

import { askUnlessKnown } from "../asking.js";
import { OPERATIONS, Outbox } from "../outbox.js";
import { openStore, storesNamed } from "../device-store.js";
import { blank, keyOf, marksWaiting, overlaid, recordsOf, sheetsShown } from "./overlay.js";

const BEGINNING = "judging-";
const SHAPE = {
  ...OPERATIONS,
  panels: { keyPath: "id" },
  marks: { keyPath: ["sheet", "criterion"] },
  facts: { keyPath: "name" },
};

// Event "change": something that a view shows may have changed. `panels` are those of /judging/sheets.json; how a sheet and
// its marks stand on this device is asked with `sheet` and `mark`.
export class Book extends EventTarget {
  panels = [];
  #store;
  #address;
  #marks = new Map();
  #edition = {};
  #shown;
  #turn = 0; // counts what the server has answered: sheets asked for before that are out of date
  #writing = Promise.resolve();

  // `addresses` are {whoami, send, sheets}.
  static async open({ account, name, addresses }) {
    const book = new Book();
    book.#store = await openStore(`${BEGINNING}${account}`, SHAPE);
    book.#address = addresses.sheets;
    const alongside = (operation, outcome) => book.#settled(operation, outcome);
    const outbox = await Outbox.open({ account, store: book.#store, ...addresses, alongside });
    Object.assign(book, { account, name, outbox });
    await book.#read();
    outbox.addEventListener("change", () => book.#changed());
    outbox.addEventListener("elsewhere", () => {
      book.#turn += 1;
      book.#inTurn(() => book.#read());
    });
    return book;
  }

  // Whether the server's sheets have ever reached this device.
  get loaded() {
    return Boolean(this.#edition.name);
  }

  // The version of the sheets on this device, to compare with the server's.
  get version() {
    return this.#edition.version;
  }

  panel(id) {
    return this.panels.find((panel) => panel.id === id);
  }

  // The sheet with its `panel` and its `state`, which is "sealing" or "declaring" while that has not reached the server;
  // undefined if this judge has no such sheet.
  sheet(id) {
    return this.#seen.sheets.get(id);
  }

  // {value, rev, state}: "empty", "kept" (on this device only), "held" (the judge must decide) or "delivered".
  mark(sheet, criterion) {
    const place = { sheet, criterion };
    const { value, rev } = this.#markOf(place);
    return { value, rev, state: this.#seen.waiting.get(keyOf(place)) ?? (value === null ? "empty" : "delivered") };
  }

  // Give a mark: a plain number as text, or null for none. Resolves once it is safely on the device; rejects if the device
  // could not keep it. `discussed` is said of a mark that the judges have talked over.
  give(sheet, criterion, value, { discussed = false } = {}) {
    return this.#inTurn(() => this.#give({ sheet, criterion }, value, discussed));
  }

  // Sign a sheet as it stands on this device; `signature` is what the view drew.
  seal(sheet, signature) {
    return this.#inTurn(() => {
      const { criteria } = this.sheet(sheet).panel;
      const marks = Object.fromEntries(criteria.map(({ id }) => [id, this.mark(sheet, id).value]));
      return this.outbox.put({ kind: "seal", sheet, marks, signature });
    });
  }

  // Say that one must not judge this contestant, and why.
  declare(sheet, reason) {
    return this.#inTurn(() => this.outbox.put({ kind: "declare", sheet, reason }));
  }

  // What the server did not accept, one for each mark or sheet: {payload, outcome, sheet, criterion, mine, theirs,
  // operations}. The judge answers with `keep` (a mark in conflict) or `accept`.
  get matters() {
    const about = ({ payload }) => `${payload.kind}/${keyOf(payload)}`;
    const groups = new Map();
    for (const one of this.outbox.held) groups.set(about(one), [...(groups.get(about(one)) ?? []), one]);
    return [...groups.values()].map((operations) => this.#matter(operations));
  }

  // The judge stays with what he gave on this device.
  keep({ payload, outcome, operations, mine }) {
    return this.#inTurn(async () => {
      await this.#accept(payload, outcome, operations);
      await this.#give(payload, mine, payload.discussed);
    });
  }

  // The judge takes what the server says.
  accept({ payload, outcome, operations }) {
    return this.#inTurn(() => this.#accept(payload, outcome, operations));
  }

  // Ask the server for the sheets, unless they are the ones that are here. Throws `Blocked`.
  async refresh() {
    const turn = this.#turn;
    const answer = await askUnlessKnown(this.#address, this.#edition.etag);
    if (!answer || answer.body.account !== this.account) return; // nothing new, or somebody else has signed in meanwhile
    const taken = await this.#inTurn(() => turn === this.#turn && this.#take(answer));
    if (!taken) return this.refresh();
  }

  async #take({ body: { version, panels }, etag }) {
    const kept = [...overlaid(recordsOf(panels), this.outbox.pending).values()];
    const without = panels.map((panel, place) => ({ ...panel, place, sheets: panel.sheets.map(({ marks, ...sheet }) => sheet) }));
    await this.#store.write([
      ["clear", "panels"],
      ["clear", "marks"],
      ...without.map((panel) => ["put", "panels", panel]),
      ...kept.map((record) => ["put", "marks", record]),
      ["put", "facts", { name: "sheets", version, etag }],
    ]);
    await this.#read();
    return true;
  }

  // One change after the other, in the order in which they were made: each names the one that it comes after.
  #inTurn(change) {
    const written = this.#writing.then(change);
    this.#writing = written.catch(() => {}); // the caller is told; the next change goes on
    return written;
  }

  async #give({ sheet, criterion }, value, discussed) {
    const before = this.#markOf({ sheet, criterion });
    const payload = { kind: "mark", sheet, criterion, value, base_rev: before.rev, after: before.op_id, discussed };
    const together = ({ op_id }) => [["put", "marks", this.#note({ ...before, value, op_id })]];
    await this.outbox.put(payload, together).catch((error) => {
      this.#note(before); // the disk is full: what is on the screen is what is kept
      this.#changed();
      throw error;
    });
  }

  async #accept(payload, outcome, operations) {
    const changes = [];
    if (payload.kind === "mark") {
      const before = this.#markOf(payload);
      const { value = before.known, rev = before.rev } = outcome.status === "conflict" ? outcome : {};
      changes.push(["put", "marks", this.#note({ ...before, value, known: value, rev, op_id: "" })]);
    }
    await this.outbox.discard(operations, changes);
  }

  async #read() {
    const turn = this.#turn;
    const [panels, marks, facts] = await Promise.all(["panels", "marks", "facts"].map((name) => this.#store.all(name)));
    if (turn !== this.#turn) return this.#read(); // the server has answered meanwhile: what was read is older than that
    this.panels = panels.sort((one, other) => one.place - other.place);
    this.#marks = overlaid(marks, [...this.outbox.held, ...this.outbox.pending]);
    this.#edition = facts.find(({ name }) => name === "sheets") ?? {};
    this.#changed();
  }

  #note(record) {
    this.#marks.set(keyOf(record), record);
    return record;
  }

  #markOf(place) {
    return this.#marks.get(keyOf(place)) ?? blank(place);
  }

  #matter(operations) {
    const { payload, outcome } = operations.at(-1);
    const sheet = this.sheet(payload.sheet);
    const criterion = sheet?.panel.criteria.find(({ id }) => id === payload.criterion);
    const theirs = outcome.status === "conflict" ? outcome.value : this.#markOf(payload).known;
    return { payload, outcome, operations, sheet, criterion, mine: payload.value ?? null, theirs };
  }

  // What is written together with the server's answer, so that no crash can leave one without the other.
  #settled({ payload, op_id }, outcome) {
    this.#turn += 1;
    if (outcome.status !== "saved") return [];
    if (payload.kind === "mark") {
      return [["put", "marks", this.#note({ ...this.#markOf(payload), known: payload.value, rev: outcome.rev })]];
    }
    const state = payload.kind === "seal" ? "sealed" : "recused";
    return this.#finish(payload.sheet, { state, total: outcome.total });
  }

  // The sheet is done with and its marks are with the server: they leave the device.
  #finish(id, facts) {
    const before = this.sheet(id)?.panel;
    if (!before) return [];
    const sheets = before.sheets.map((sheet) => (sheet.id === id ? { ...sheet, ...facts } : sheet));
    const panel = { ...before, sheets };
    this.panels = this.panels.map((one) => (one === before ? panel : one));
    const gone = [...this.#marks.values()].filter(({ sheet }) => sheet === id);
    for (const record of gone) this.#marks.delete(keyOf(record));
    return [["put", "panels", panel], ...gone.map(({ sheet, criterion }) => ["delete", "marks", [sheet, criterion]])];
  }

  get #seen() {
    this.#shown ??= { sheets: sheetsShown(this.panels, this.outbox.pending), waiting: marksWaiting(this.outbox) };
    return this.#shown;
  }

  #changed() {
    this.#shown = undefined;
    this.dispatchEvent(new Event("change"));
  }
}

// What others have left unsent on this device: only how many operations wait, and that of each account. Their sheets and
// marks are taken off.
export async function leftByOthers(account) {
  const names = (await storesNamed(BEGINNING)).filter((name) => name !== `${BEGINNING}${account}`);
  const counts = await Promise.all(names.map(countAndForget));
  return counts.filter((count) => count > 0);
}

async function countAndForget(name) {
  const store = await openStore(name, SHAPE);
  const operations = await store.all("operations");
  await store.write(["panels", "marks", "facts"].map((one) => ["clear", one]));
  store.close();
  return operations.length;
}
