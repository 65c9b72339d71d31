// Places found by typing: the server says which match; what is chosen stays, and so does the answer "none of these".
// A list of the same form that is marked data-chosen-of offers just what is chosen.

const PAUSE = 250; // ms without a key before it asks

for (const list of document.querySelectorAll("[data-places]")) {
  const search = list.querySelector("[data-search]");
  const said = list.querySelector("[data-said]");
  const choices = list.querySelector("[data-choices]");
  let asked;
  let timer;

  const show = ({ said: words, places }) => {
    said.textContent = words;
    const kept = [...choices.children].filter((row) => {
      const input = row.querySelector("input");
      return input?.checked || input?.value === "0";
    });
    const known = new Set(kept.map((row) => row.querySelector("input").value));
    const found = places.filter((place) => !known.has(String(place.id))).map(row);
    choices.replaceChildren(...kept, ...found);
    choices.scrollTop = 0;
  };

  const row = (place) => {
    const made = list.querySelector("template").content.firstElementChild.cloneNode(true);
    made.querySelector("input").value = place.id;
    made.querySelector("span").textContent = place.label;
    return made;
  };

  const ask = async () => {
    asked?.abort();
    const mine = (asked = new AbortController());
    const address = new URL(list.dataset.places, location);
    address.searchParams.set("text", search.value.trim());
    try {
      const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      show(await answer.json());
    } catch {
      if (!mine.signal.aborted) said.textContent = "没有查到：请检查网络，或者刷新页面重新登录后再试。";
    }
  };

  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
}

for (const select of document.querySelectorAll("[data-chosen-of]")) {
  const list = document.getElementById(select.dataset.chosenOf);
  const first = select.options[0];
  const offer = () => {
    const { value } = select;
    const chosen = [...list.querySelectorAll("input:checked")];
    const options = chosen.map((input) => new Option(input.closest("label").textContent.trim(), input.value));
    select.replaceChildren(first, ...options);
    select.value = options.some((option) => option.value === value) ? value : first.value;
  };
  list.addEventListener("change", offer);
  offer();
}
