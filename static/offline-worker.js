// Opens a page such as the judge's tablet without a network. Keeps its shell and static files, the same for everybody,
// and nothing else ever: no JSON, no other page. The route puts `SHELL` in front: {name, version, page, files}.

const CACHE = `${SHELL.name}-${SHELL.version}`;
const KEPT = new Set([SHELL.page, ...SHELL.files]);

self.addEventListener("install", (event) => event.waitUntil(keepShell()));
self.addEventListener("activate", (event) => event.waitUntil(dropOlder()));
self.addEventListener("message", ({ data }) => data === "take-over" && self.skipWaiting());
self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  const ours = event.request.method === "GET" && origin === location.origin && KEPT.has(pathname);
  if (ours) event.respondWith(fromShell(pathname, event.request));
});

// Asked for without cookies: as for somebody who is not signed in.
async function keepShell() {
  const cache = await caches.open(CACHE);
  const requests = [...KEPT].map((path) => new Request(path, { credentials: "omit", cache: "no-cache" }));
  await cache.addAll(requests); // all or none: a version that is half here is not installed
}

// One version at a time: the page and its modules always fit each other.
async function fromShell(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}

async function dropOlder() {
  const names = (await caches.keys()).filter((name) => name.startsWith(`${SHELL.name}-`)); // other pages keep theirs
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}
