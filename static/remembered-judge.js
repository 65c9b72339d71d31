// Which judge this device shows without asking the server: the last one who signed in and did not sign out.

const NAME = "judge";

// {account, name, login}, or null.
export function rememberedJudge() {
  return JSON.parse(localStorage.getItem(NAME));
}

export function rememberJudge({ account, name, login }) {
  localStorage.setItem(NAME, JSON.stringify({ account, name, login }));
}

export function forgetJudge() {
  localStorage.removeItem(NAME);
}

// Called in every other tab when the judge here changes.
export function onOtherJudge(change) {
  addEventListener("storage", ({ key }) => key === NAME && change());
}
