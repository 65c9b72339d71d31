// The number pad: big keys for gloves. It writes into the field that has the focus, which also takes a keyboard.

const MOST_CHARACTERS = 13; // six digits, a point, six digits

export class NumberPad {
  #field = null;

  // `next(field)` gives the field that follows, or null; `opened(open)` says whether the pad is in sight.
  constructor(element, { next, opened }) {
    Object.assign(this, { element, next, opened });
    // A key that took the focus would close the pad it belongs to.
    element.addEventListener("mousedown", (event) => event.preventDefault());
    element.addEventListener("click", ({ target }) => this.#press(target.closest("button")));
  }

  // From now on the pad opens for `field`, shows `title` while it does, and "next" or Enter goes on to the next field.
  serve(field, title) {
    field.addEventListener("focus", () => this.#open(field, title));
    field.addEventListener("blur", ({ relatedTarget }) => this.element.contains(relatedTarget) || this.#close(field));
    field.addEventListener("keydown", (event) => this.#typed(event));
  }

  #open(field, title) {
    this.#field = field;
    this.element.querySelector("[data-pad-title]").textContent = title;
    this.element.hidden = false;
    this.opened(true);
    field.select(); // the first key writes a new number
    field.closest("li").scrollIntoView({ block: "nearest" });
  }

  #close(field) {
    if (this.#field !== field) return;
    this.#field = null;
    this.element.hidden = true;
    this.opened(false);
  }

  #typed(event) {
    if (event.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
    event.preventDefault();
    this.#do(event.key === "Enter" ? "next" : "close");
  }

  #press(key) {
    if (!key || !this.#field) return;
    this.#field.focus({ preventScroll: true });
    if (key.dataset.key) this.#write(key.dataset.key);
    else this.#do(key.dataset.action);
  }

  #do(action) {
    const field = this.#field;
    if (action === "erase") this.#write("");
    if (action === "clear") this.#replace(0, field.value.length, "");
    if (action === "close") field.blur();
    if (action === "next") {
      const following = this.next(field);
      field.blur();
      following?.focus();
    }
  }

  #write(text) {
    const { value, selectionStart, selectionEnd } = this.#field;
    const begin = text || selectionStart < selectionEnd ? selectionStart : Math.max(selectionStart - 1, 0);
    if (text && value.length - (selectionEnd - selectionStart) >= MOST_CHARACTERS) return;
    this.#replace(begin, selectionEnd, text);
  }

  #replace(begin, end, text) {
    this.#field.setRangeText(text, begin, end, "end");
    this.#field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
