// The job page: moves the bar while the work goes on, and shows the whole page anew when it has ended.

const card = document.querySelector("[data-job]");
const unfinished = ["queued", "running"];

async function poll() {
  const answer = await fetch(card.dataset.job, { headers: { Accept: "application/json" } });
  if (!answer.ok) return setTimeout(poll, 5000);
  const job = await answer.json();
  card.querySelector("progress").value = job.done;
  card.querySelector(".progress-line span").textContent = `${job.done} / ${job.total}`;
  card.querySelector("[data-outlook]").textContent = job.outlook;
  if (job.state === card.dataset.state) setTimeout(poll, document.hidden ? 5000 : 1000);
  else location.reload();
}

if (unfinished.includes(card.dataset.state)) poll();
