// Questions to the server, for pages that go on without it: an answer in three seconds, or the reason why there is none.

const TIME_OUT = 3000; // bad Wi-Fi is slower than none

// Why nothing goes through now: "offline", "sign-in", "not-allowed", or a code of the server's, such as "other-account".
export class Blocked extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

// The answer as JSON.
export async function ask(address, options = {}) {
  return readJson(await answerTo(address, options));
}

// `{etag, body}`, or null if the server still has what `etag` names.
export async function askUnlessKnown(address, etag) {
  const answer = await answerTo(address, { headers: etag ? { "If-None-Match": etag } : {} });
  if (answer.status === 304) return null;
  return { etag: answer.headers.get("ETag"), body: await readJson(answer) };
}

// Send `content` as JSON with the token that the server gave for it.
export function tell(address, content, token) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  return ask(address, { method: "POST", headers, body: JSON.stringify(content) });
}

async function answerTo(address, options) {
  const headers = { Accept: "application/json", ...options.headers };
  const rules = { cache: "no-store", redirect: "error", signal: patience() }; // a log-in page of the hall's Wi-Fi is no answer
  const answer = await fetch(address, { ...options, ...rules, headers }).catch(unreachable);
  if (answer.ok || answer.status === 304) return answer;
  if (answer.status === 401) throw new Blocked("sign-in");
  if (answer.status === 403) throw new Blocked("not-allowed");
  const { code } = await answer.json().catch(() => ({}));
  throw new Blocked(code ?? "offline");
}

// AbortSignal.timeout is younger than many a tablet.
function patience() {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), TIME_OUT);
  return controller.signal;
}

function readJson(answer) {
  return answer.json().catch(unreachable);
}

function unreachable() {
  throw new Blocked("offline");
}
