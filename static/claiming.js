// The code of a slip's QR stands behind the "#", which no server sees: it is put into the field and out of the address.
const field = document.querySelector("[data-from-address]");
const code = decodeURIComponent(location.hash.slice(1));
if (field && code) {
  field.value = code;
  history.replaceState(null, "", location.pathname);
  document.querySelector("input[name=name]")?.focus();
}
