// Makes the page live. Without it every form still works: it posts and comes back to the page.
import { begin as bubblesBegin, log, onChange, place, toEnd } from "./bubbles.js";
import { begin as composerBegin, fail, submitted } from "./composer.js";
import { isFramed, listen } from "./line.js";
import { newId, open } from "./outbox.js";

document.documentElement.classList.add("js");
const TRIES = 4;
const LATER = [408, 429, 502, 503, 504];
const pressing = new Set();

// The page that an answer says what is wrong with: its sentence, or one of ours.
function why(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
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
  const [answer, text] = await posted("chat/send", body);
  if (!answer || LATER.includes(answer.status)) return { again: true };
  if (!answer.ok) return { why: why(text), signIn: answer.status === 401 || answer.status === 403 };
  place(text, true);
  return { ok: true };
}

// The answer with its text; none where the line broke before all of it was there.
async function posted(action, body) {
  try {
    const answer = await fetch(action, { method: "POST", body, headers: { "x-live": "1" }, signal: patience(body) });
    const text = await answer.text();
    // The page that some nets put before everything answers 200 as well, and has taken nothing.
    return answer.ok && !text.includes('id="quick"') ? [null, ""] : [answer, text];
  } catch { return [null, ""]; }
}

// A line that hangs must not keep the others waiting for ever; photos and voices take their time.
function patience(body) {
  return AbortSignal.timeout?.(body.has("photos") ? 180_000 : 30_000);
}

// A press belongs to what is shown now: it is tried again for a moment under its one id, but never kept for later.
async function press(form, submitter) {
  const card = form.closest("li")?.id ?? "menu";
  if (pressing.has(card) || !submitter) return;
  const body = new FormData(form);
  body.set(submitter.name, submitter.value);
  if (form.dataset.of !== submitter.value) Object.assign(form.dataset, { of: submitter.value, id: newId() });
  body.set("message_id", form.dataset.id);
  pressing.add(card);
  form.setAttribute("aria-busy", "true");
  fail("");
  const html = await pressed(form.action, body);
  pressing.delete(card);
  form.removeAttribute("aria-busy");
  if (html === null) return;
  delete form.dataset.of;
  place(html, true);
}

// What the press is answered with; null where it came to nothing, which has been said.
async function pressed(action, body) {
  for (let tries = 0; ; tries++) {
    const [answer, text] = await posted(action, body);
    if (answer?.ok) return text;
    if (answer) { fail(why(text)); return null; }
    if (tries === TRIES) { fail("网络不好，没有按成。请再按一次。"); return null; }
    await new Promise((wait) => setTimeout(wait, 600 * 2 ** tries));
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches(".notes")) { event.preventDefault(); submitted(form, event.submitter); }
  else if (form.matches(".press")) { event.preventDefault(); press(form, event.submitter); }
});

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a");
  if (link?.querySelector("img") && !event.metaKey && !event.ctrlKey) {
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
    if (event.data.press) wanted().button?.click();
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

localStorage.setItem("account", log.dataset.account);
bubblesBegin();
composerBegin();
onChange(report);
open(log.dataset.account, send);
if (log.dataset.live === "yes") listen(report);
if (isFramed) staged();
else install();
toEnd();
