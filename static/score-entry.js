// Typing scores: Enter and the arrows go from candidate to candidate; ticking an absence empties the score.
// Without this script the page works with Tab.

const form = document.querySelector("[data-score-entry]");

if (form) {
  const inputs = [...form.querySelectorAll("input[inputmode=decimal]")];
  const step = (from, by) => inputs[inputs.indexOf(from) + by];
  form.addEventListener("keydown", (event) => {
    if (!inputs.includes(event.target)) return;
    const by = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = step(event.target, by) ?? (event.key === "Enter" ? form.querySelector("button[type=submit]") : null);
    next?.focus();
    next?.select?.();
  });
  form.addEventListener("change", (event) => {
    const row = event.target.closest("tr");
    const [score, absent] = [row?.querySelector("input[inputmode=decimal]"), row?.querySelector("input[type=checkbox]")];
    if (event.target === absent && absent.checked) score.value = "";
    if (event.target === score && score.value) absent.checked = false;
  });
  inputs.find((input) => !input.value)?.focus();
}
