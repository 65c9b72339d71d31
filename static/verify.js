// The place where a PDF is dropped. It only puts the file into the form: what is sent is what the button would send.

const MEBIBYTE = 1024 * 1024;

function faultOf(file, largest) {
  if (file.size > largest) {
    const size = (file.size / MEBIBYTE).toFixed(1);
    return `文件太大：${size} MB，证书的原文件不超过 ${largest / MEBIBYTE} MB。请选择下载到的原文件。`;
  }
  if (file.size === 0) return "文件是空的，请重新选择文件。";
  return "";
}

function prepare(form) {
  const zone = form.querySelector(".drop-zone");
  const input = form.querySelector("input[type=file]");
  const told = form.querySelector("[data-drop-fault]");

  const looksGood = () => {
    const fault = input.files.length ? faultOf(input.files[0], Number(form.dataset.largest)) : "";
    told.textContent = fault;
    told.classList.toggle("d-block", fault !== "");
    input.setAttribute("aria-invalid", String(fault !== ""));
    return fault === "";
  };

  form.addEventListener("submit", (event) => {
    if (!looksGood()) {
      event.preventDefault();
      event.stopImmediatePropagation(); // the button must stay usable
    }
  }, { capture: true });
  input.addEventListener("change", looksGood);
  zone.addEventListener("drop", (event) => {
    zone.classList.remove("drop-here");
    if (!event.dataTransfer.files.length) return;
    const chosen = new DataTransfer();
    chosen.items.add(event.dataTransfer.files[0]);
    input.files = chosen.files;
    if (looksGood()) form.requestSubmit();
  });
  zone.addEventListener("dragover", () => zone.classList.add("drop-here"));
  zone.addEventListener("dragleave", () => zone.classList.remove("drop-here"));
}

// A file dropped beside the place must not replace the page.
for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => event.preventDefault());
document.querySelectorAll("form[data-drop]").forEach(prepare);
