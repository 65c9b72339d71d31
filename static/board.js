// A board that moves by itself: asks for its newest version every two seconds, every five while nobody looks.

const board = document.querySelector("[data-board]");
const note = document.querySelector("[data-board-note]");
let version = board.dataset.version;

async function poll() {
  try {
    const headers = { Accept: "application/json", "If-None-Match": `"${version}"` };
    const answer = await fetch(board.dataset.board, { headers, cache: "no-store", signal: AbortSignal.timeout(5000) });
    if (answer.status === 200) {
      const news = await answer.json();
      board.innerHTML = news.html;
      version = news.version;
    }
    note.hidden = answer.ok || answer.status === 304;
  } catch {
    note.hidden = false;
  }
  setTimeout(poll, document.hidden ? 5000 : 2000);
}

poll();
