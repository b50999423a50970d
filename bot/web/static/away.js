// The page for when there is no net: it takes notes, and goes back to the chat when the net is there.
import { add, open } from "./outbox.js";

const SOONEST = 2_000; // milliseconds
const LATEST = 10_000;
const field = document.getElementById("say");
const composer = document.getElementById("composer");
const account = localStorage.getItem("account") ?? "";
const draft = `draft-${account}`;
const line = document.getElementById("line");
let kept = Promise.resolve();
let wait = SOONEST;
let timer = 0;

// Notes belong to somebody: without knowing whose chat this phone shows, none are taken.
if (account) open(account, null);
composer.hidden = !account;
composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (text) kept = Promise.all([kept, take(text)]);
  field.value = "";
  field.focus();
  soon();
});

// What this phone can't keep as a note stays as words in the chat's own field.
async function take(text) {
  if (await add({ text })) return;
  localStorage.setItem(draft, [localStorage.getItem(draft), text].filter(Boolean).join("\n"));
}

async function back() {
  clearTimeout(timer);
  const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
  await kept; // a page that is replaced takes with it what it has not yet kept
  if (answer?.ok && !field.value.trim()) return location.replace("/chat");
  if (answer?.ok) line.textContent = "有网了。写完按“先放着”，马上就发。";
  clearTimeout(timer);
  timer = setTimeout(back, wait);
  wait = Math.min(2 * wait, LATEST);
}

// A net may come back without a word, and is often there before this page is: nobody waits long for it.
function soon() {
  wait = SOONEST;
  back();
}
addEventListener("online", soon);
timer = setTimeout(back, wait);
