// The service worker that opens this page without a network; browsers give one to a secure context only.

// `quiet` says whether a new version may take over now: nothing unsent, nobody in the middle of a sheet.
export async function keepInstalled(address, quiet) {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register(address, { updateViaCache: "none" }).catch(() => null);
  if (!registration) return; // without a network and not installed yet: the next visit does it
  navigator.storage.persist?.(); // asks the browser not to clear this site when the disk is full
  let controlled = Boolean(navigator.serviceWorker.controller);
  let outdated = false; // this page is of the version before
  const renew = () => {
    if (!quiet()) return;
    if (outdated) location.reload();
    else registration.waiting?.postMessage("take-over");
  };
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    outdated = controlled; // not at the first visit: what is on the screen is the newest
    controlled = true;
    renew();
  });
  registration.addEventListener("updatefound", () => registration.installing.addEventListener("statechange", renew));
  addEventListener("hashchange", renew);
  document.addEventListener("visibilitychange", async () => {
    if (!document.hidden) await registration.update().catch(() => {}); // a tablet may stay open for days; off line it looks next time
    renew();
  });
  renew();
}
