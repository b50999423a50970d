// Shows what the server has sent, as a phone would: looked at every moment, drawn anew where something has changed.
const at = document.body.dataset.at;
const log = document.getElementById("log");
const EVERY = 500; // milliseconds
let shown = "";
let holds = false;

function show(html) {
  if (html === shown || holds) return;
  const picked = [...log.querySelectorAll("input:checked")].map((one) => [one.form.id, one.value]);
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  shown = html;
  log.innerHTML = html;
  for (const [form, value] of picked) {
    const same = document.getElementById(form)?.querySelector(`input[value="${CSS.escape(value)}"]`);
    if (same) same.checked = true;
  }
  if (atEnd || !log.dataset.read) log.scrollTop = log.scrollHeight;
  log.dataset.read = "yes";
}

async function look() {
  const answer = await fetch(`${at}/log`).catch(() => null);
  if (answer?.ok) show(await answer.text());
}

async function act(body) {
  const answer = await fetch(`${at}/act`, { method: "POST", body }).catch(() => null);
  if (!answer?.ok) return;
  show(await answer.text());
  log.scrollTop = log.scrollHeight;
}

document.addEventListener("submit", (event) => {
  event.preventDefault();
  act(new FormData(event.target, event.submitter));
  if (event.target.id === "say") event.target.reset();
});
document.querySelector("[name=photo]").addEventListener("change", (event) => event.target.form.requestSubmit());
log.addEventListener("pointerdown", () => { holds = true; }); // what one presses stays where it is
for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => setTimeout(() => { holds = false; }, 100));
setInterval(look, EVERY);
look();
