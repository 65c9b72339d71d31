// A swipe sideways goes to the next or the previous contestant; where a finger scrolls or presses, it stays what it is.

const FARTHEST_WAIT = 700; // milliseconds
const SHORTEST = 80; // pixels
const STEEPEST = 0.5; // height over width of a stroke that still goes sideways

// `go(steps)` is called with 1 for a swipe to the left and -1 for one to the right.
export function onSwipe(element, go) {
  let begin = null;
  element.addEventListener("pointerdown", (event) => {
    const ours = event.isPrimary && event.pointerType !== "mouse" && !event.target.closest("input, .pad, dialog");
    begin = ours ? event : null;
  });
  element.addEventListener("pointercancel", () => {
    begin = null; // the browser scrolls
  });
  element.addEventListener("pointerup", (event) => {
    const steps = begin?.pointerId === event.pointerId ? direction(begin, event) : 0;
    begin = null;
    if (!steps) return;
    swallowClick(element);
    go(steps);
  });
}

function direction(begin, end) {
  const [width, height] = [end.clientX - begin.clientX, end.clientY - begin.clientY];
  const quick = end.timeStamp - begin.timeStamp < FARTHEST_WAIT;
  if (!quick || Math.abs(width) < SHORTEST || Math.abs(height) > STEEPEST * Math.abs(width)) return 0;
  return width < 0 ? 1 : -1;
}

// A swipe that ends on the key where it began must not press it.
function swallowClick(element) {
  const swallow = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  element.addEventListener("click", swallow, { capture: true });
  setTimeout(() => element.removeEventListener("click", swallow, { capture: true }));
}
