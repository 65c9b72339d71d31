// Who comes by the QR of a slip has the code in its field already (claiming.js ran before): the pictures are fetched at once.
const code = document.querySelector("[data-from-address]");
const look = document.querySelector("[data-look]");
if (code?.value && look) look.click();
