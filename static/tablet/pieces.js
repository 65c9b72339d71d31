// Pieces of the tablet's pages: copies of the `<template>` elements that the shell brings along.

// A copy of the template `id`, its one element.
export function piece(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

// The element marked `data-name` in `root`, or null.
export function part(root, name) {
  return root.querySelector(`[data-${name}]`);
}

// Write `text` where `data-name` stands; only if it changes, so that a screen reader says it once.
export function say(root, name, text) {
  const element = part(root, name);
  if (element.textContent !== String(text)) element.textContent = text;
  return element;
}

// Write `text` where `data-name` stands, and show it only if there is something to say.
export function sayIf(root, name, text) {
  say(root, name, text).hidden = !text;
}

// Draw now, and again whenever the book changes, as long as `page` is on the screen.
export function keepDrawn(page, book, draw) {
  const again = () => (page.isConnected ? draw() : book.removeEventListener("change", again));
  book.addEventListener("change", again);
  draw();
}
