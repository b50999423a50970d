// Makes the page live. Without it every form still works: it posts and comes back to the page.
import { begin as bubblesBegin, log, onChange, place, toEnd } from "./bubbles.js";
import { begin as composerBegin, fail, submitted } from "./composer.js";
import { isFramed, listen } from "./line.js";
import { newId, open } from "./outbox.js";

document.documentElement.classList.add("js");
const TRIES = 4;

// The page that an answer says what is wrong with: its sentence, or one of ours.
async function why(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("main p")?.textContent || "没有发出去，请再试一次。";
}

async function send(note) {
  const body = new FormData();
  body.set("csrf", document.querySelector("[name=csrf]").value);
  body.set("message_id", note.id);
  body.set("text", note.text);
  if (note.sample) body.set("sample", note.id);
  if (note.location) body.set("location", note.location);
  note.files.forEach((file, n) => body.append("photos", file, file.name || `photo-${n + 1}.jpg`));
  try {
    const answer = await fetch("chat/send", { method: "POST", body, headers: { "x-live": "1" } });
    if (answer.ok) { place(await answer.text(), true); return { ok: true }; }
    return answer.status >= 500 ? { again: true } : { why: await why(answer) };
  } catch { return { again: true }; }
}

// A press belongs to what is shown now: it is tried again for a moment under its one id, but never kept for later.
async function press(form, submitter) {
  if (form.getAttribute("aria-busy") || !submitter) return;
  const body = new FormData(form, submitter);
  const content = String(body.get("press"));
  if (form.dataset.of !== content) Object.assign(form.dataset, { of: content, id: newId() });
  body.set("message_id", form.dataset.id);
  form.setAttribute("aria-busy", "true");
  fail("");
  const done = await pressed(form.action, body);
  form.removeAttribute("aria-busy");
  if (done) delete form.dataset.of;
}

async function pressed(action, body) {
  for (let tries = 0; ; tries++) {
    try {
      const answer = await fetch(action, { method: "POST", body, headers: { "x-live": "1" } });
      if (!answer.ok) return fail(await why(answer));
      place(await answer.text(), true);
      return true;
    } catch {
      if (tries === TRIES) return fail("网络不好，没有按成。请再按一次。");
      await new Promise((wait) => setTimeout(wait, 600 * 2 ** tries));
    }
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches(".notes")) { event.preventDefault(); submitted(form, event.submitter); }
  else if (form.matches(".press")) { event.preventDefault(); press(form, event.submitter); }
});

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a:has(img)");
  if (link && !event.metaKey && !event.ctrlKey) {
    event.preventDefault();
    const { view } = await import("./viewer.js");
    view(link);
  }
  const more = document.querySelector(".more[open]");
  if (more && !more.contains(event.target)) more.open = false;
});
document.addEventListener("keydown", (event) => {
  const more = document.querySelector(".more[open]");
  if (event.key === "Escape" && more) { more.open = false; more.querySelector("summary").focus(); }
});
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// What this phone wants pressed, and since when: a quick answer to what is asked, or the button of its newest card.
function wanted() {
  const matters = [...log.children].filter((li) => li.matches("[data-matter]"));
  const last = matters.at(-1);
  const quick = document.querySelector("#quick:not([hidden]) button");
  const button = quick ?? last?.querySelector(last.matches("[data-asks]") ? ".button:not(.quiet)" : ".button.first");
  const since = quick ? matters.filter((li) => li.matches("[data-asks]")).at(-1) ?? log.lastElementChild : last;
  return { button: button ?? null, at: Number(since?.dataset.at ?? 0) };
}

function report() {
  if (!isFramed) return;
  const { button, at } = wanted();
  document.querySelectorAll(".want").forEach((one) => one.classList.remove("want"));
  button?.classList.add("want");
  parent.postMessage({ phone: location.pathname, at, wants: button?.textContent.trim() ?? "" }, location.origin);
}

// What the stage says to this phone: whether it is its turn, and to show where to press.
function staged() {
  document.documentElement.classList.add("framed");
  addEventListener("message", (event) => {
    if (event.origin !== location.origin || event.source !== parent || typeof event.data !== "object") return;
    if ("turn" in event.data) document.documentElement.classList.toggle("waiting", !event.data.turn);
    if (event.data.point) (wanted().button ?? document.getElementById("say")).focus();
    if (event.data.ask) report();
  });
}

function install() {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    const button = document.getElementById("install");
    button.hidden = false;
    button.addEventListener("click", () => { event.prompt(); button.hidden = true; }, { once: true });
  });
  if ("serviceWorker" in navigator && window.isSecureContext) navigator.serviceWorker.register("/worker.js").catch(() => {});
}

bubblesBegin();
composerBegin();
onChange(report);
open(log.dataset.account, send);
if (log.dataset.live === "yes") listen(report);
if (isFramed) staged();
else install();
toEnd();
