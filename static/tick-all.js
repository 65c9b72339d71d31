// A list to choose from: one box ticks all of the page. Without this script the boxes are ticked one by one.

const all = document.querySelector("[data-tick-all]");

if (all) {
  const box = all.querySelector("input");
  const boxes = [...document.querySelectorAll("input[name=entry], input[name=application], input[name=grant]")];
  const show = () => {
    const ticked = boxes.filter((one) => one.checked).length;
    box.checked = ticked === boxes.length;
    box.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  all.hidden = false;
  box.addEventListener("change", () => boxes.forEach((one) => (one.checked = box.checked)));
  boxes.forEach((one) => one.addEventListener("change", show));
  show();
}
