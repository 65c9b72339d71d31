// Whose tablet this is now, and what the server says of it: asked at the start and every few seconds.

import { Blocked, ask, tell } from "../asking.js";
import { forgetJudge, rememberJudge, rememberedJudge } from "../remembered-judge.js";

const BEAT = 15_000;
const LEAVING = "leaving"; // the log-in that a judge ended while there was no network

// Event "change". `judge` is {account, name, login} or null; `blocked` says why the server could not be asked, "" if it answered;
// `others` are the judge's other devices that are open.
export class Device extends EventTarget {
  judge = null;
  blocked = "";
  others = [];
  version = "";

  constructor({ device, signOut }) {
    super();
    this.addresses = { device, signOut };
  }

  // Who is signed in; if nobody can say, who was last.
  async look() {
    await this.#ask(async () => {
      const me = await ask(this.addresses.device);
      if (localStorage.getItem(LEAVING) === String(me.login)) return this.#signOut(me.csrf_token);
      localStorage.removeItem(LEAVING); // it ended otherwise: this is a new one
      this.judge = { account: me.account, name: me.name, login: me.login };
      this.token = me.csrf_token;
      rememberJudge(this.judge);
    });
    if (this.blocked === "not-allowed") forgetJudge(); // somebody who is no judge has signed in
    if (this.blocked) this.judge = this.blocked === "not-allowed" ? null : rememberedJudge();
  }

  // Tell the server how many operations wait here, and hear about the judge's other devices.
  async report(outbox) {
    await this.#ask(async () => {
      const told = { device: outbox.device, waiting: outbox.pending.length, now: new Date().toISOString() };
      const answer = await tell(this.addresses.device, told, this.token);
      Object.assign(this, { others: answer.other_devices, version: answer.sheets_version });
    });
  }

  // Call `beat` now and every few seconds, while the page is looked at; at once when it is looked at again or back on line.
  keepBeating(beat) {
    let timer;
    const go = async () => {
      clearTimeout(timer);
      if (!document.hidden) await beat();
      clearTimeout(timer);
      timer = setTimeout(go, BEAT);
    };
    addEventListener("online", go);
    addEventListener("offline", go);
    document.addEventListener("visibilitychange", () => document.hidden || go());
    return go();
  }

  // End the log-in: here at once, at the server as soon as it can be reached.
  leave() {
    localStorage.setItem(LEAVING, this.judge.login);
    forgetJudge();
  }

  async #signOut(token) {
    const gone = fetch(this.addresses.signOut, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" });
    await gone.catch(() => {
      throw new Blocked("offline"); // at the next beat
    });
    localStorage.removeItem(LEAVING);
    throw new Blocked("sign-in");
  }

  async #ask(question) {
    try {
      await question();
      this.blocked = "";
    } catch (error) {
      if (!(error instanceof Blocked)) throw error;
      this.blocked = error.reason;
    }
    this.dispatchEvent(new Event("change"));
  }
}
