// What a page keeps on the device: one database for each account, so that nobody reads or sends what is another's.

// Changes are lists such as [["put", "marks", record], ["delete", "operations", 7], ["clear", "panels"]]: written all or none.
export async function openStore(name, shape) {
  try {
    return new DiskStore(await openDatabase(name, shape));
  } catch {
    return new MemoryStore(shape); // some private windows and full disks: good only while the server answers
  }
}

// The names of the databases on this device that begin so.
export async function storesNamed(beginning) {
  const databases = (await indexedDB.databases?.()) ?? [];
  return databases.map(({ name }) => name).filter((name) => name.startsWith(beginning));
}

function openDatabase(name, shape) {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    for (const [store, options] of Object.entries(shape)) request.result.createObjectStore(store, options);
  };
  return result(request);
}

class DiskStore {
  durable = true;
  #database;

  constructor(database) {
    this.#database = database;
  }

  all(store) {
    return result(this.#database.transaction(store).objectStore(store).getAll());
  }

  // One transaction; resolves with the keys when the disk has it, not when the browser has promised to write it.
  write(changes) {
    const stores = [...new Set(changes.map(([, store]) => store))];
    if (!stores.length) return Promise.resolve([]);
    const transaction = this.#database.transaction(stores, "readwrite", { durability: "strict" });
    const requests = changes.map(([action, store, ...what]) => transaction.objectStore(store)[action](...what));
    return new Promise((done, failed) => {
      transaction.oncomplete = () => done(requests.map((request) => request.result));
      transaction.onabort = () => failed(transaction.error);
    });
  }

  close() {
    this.#database.close();
  }
}

class MemoryStore {
  durable = false;
  #stores;
  #last = 0;

  constructor(shape) {
    this.#stores = Object.fromEntries(Object.entries(shape).map(([name, { keyPath }]) => [name, { keyPath, rows: new Map() }]));
  }

  async all(store) {
    return structuredClone([...this.#stores[store].rows.values()]);
  }

  async write(changes) {
    return changes.map(([action, store, what]) => this[`_${action}`](this.#stores[store], structuredClone(what)));
  }

  close() {}

  _add({ keyPath, rows }, record) {
    this.#last += 1;
    rows.set(String(this.#last), { ...record, [keyPath]: this.#last });
    return this.#last;
  }

  _put({ keyPath, rows }, record) {
    const key = Array.isArray(keyPath) ? keyPath.map((part) => record[part]) : record[keyPath];
    rows.set(String(key), record);
    return key;
  }

  _delete({ rows }, key) {
    rows.delete(String(key));
  }

  _clear({ rows }) {
    rows.clear();
  }
}

function result(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}
