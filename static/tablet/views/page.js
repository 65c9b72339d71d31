// What the sheet and the by-criterion view share: lines with marks, the number pad, and the ways to other contestants.

import { NumberPad } from "../number-pad.js";
import { part, piece, say } from "../pieces.js";
import { search } from "./search.js";

// The page `id` with its number pad, on the screen; `lines` are added to it afterwards.
export function openPage(container, id) {
  const page = piece(id);
  const lines = [];
  const pad = new NumberPad(piece("pad"), {
    next: (field) => lines[lines.findIndex(({ input }) => input === field) + 1]?.field ?? null,
    opened: (open) => page.classList.toggle("has-pad", open),
  });
  part(page, "dock").prepend(pad.element);
  container.replaceChildren(page);
  // A mark half typed is kept when the judge puts the tablet aside.
  const commit = () => (page.isConnected ? lines.forEach((line) => line.commit()) : removeEventListener("pagehide", commit));
  addEventListener("pagehide", commit);
  return { page, pad, lines };
}

// Lines under headings: `runs` are {title, own}, `line(one)` makes the line of one of `own`.
export function fillIn(page, runs, line) {
  const groups = runs.map(({ title, own }) => {
    const group = piece("group");
    say(group, "title", title);
    part(group, "lines").replaceChildren(...own.map((one) => line(one).element));
    return group;
  });
  part(page, "groups").replaceChildren(...groups);
}

// A link in the foot; without an address it is not there, but keeps its place.
export function lead(page, name, address) {
  const link = part(page, name);
  if (address) link.href = address;
  else link.removeAttribute("href");
  link.ariaDisabled = String(!address);
}

export function offerSearch(page, book, panel, go) {
  part(page, "search").addEventListener("click", () => search(book, panel, go));
}
