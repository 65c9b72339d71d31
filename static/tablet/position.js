// Where a list was left: coming back to it, the judge stands where he stood.

const places = new Map();

history.scrollRestoration = "manual";
addEventListener("scroll", () => places.set(location.hash, scrollY), { passive: true });

export function comeBack() {
  scrollTo(0, places.get(location.hash) ?? 0);
}

export function beginAtTheTop() {
  scrollTo(0, 0);
}
