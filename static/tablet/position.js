// Where a list was left: coming back to it, the judge stands where he stood.

const places = new Map();

history.scrollRestoration = "manual";
addEventListener("scroll", () => places.set(location.hash, scrollY), { passive: true });

export function comeBack() {
  goTo(places.get(location.hash) ?? 0);
}

export function beginAtTheTop() {
  goTo(0);
}

// At once: a page that glides to its place is not read any sooner.
function goTo(top) {
  scrollTo({ top, behavior: "instant" });
}
