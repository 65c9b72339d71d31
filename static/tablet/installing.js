// The service worker that opens this page without a network; browsers give one to a secure context only.

// `quiet` says whether a new version may take over now: nothing unsent, nobody in the middle of a sheet.
export async function keepInstalled(address, quiet) {
  if (!("serviceWorker" in navigator)) return;
  let controlled = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (controlled) location.reload(); // not at the first visit: what is on the screen is the newest
    controlled = true;
  });
  const registration = await navigator.serviceWorker.register(address, { updateViaCache: "none" }).catch(() => null);
  if (!registration) return; // without a network and not installed yet: the next visit does it
  const takeOver = () => quiet() && registration.waiting?.postMessage("take-over");
  addEventListener("hashchange", takeOver);
  registration.addEventListener("updatefound", () => {
    registration.installing.addEventListener("statechange", takeOver);
  });
  takeOver();
  navigator.storage.persist?.(); // asks the browser not to clear this site when the disk is full
}
