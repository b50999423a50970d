// The page for when there is no net: it takes notes, and goes back to the chat when the net is there.
import { add, open } from "./outbox.js";

const field = document.getElementById("say");
const composer = document.getElementById("composer");
const account = localStorage.getItem("account") ?? "";
const line = document.getElementById("line");
// Notes belong to somebody: without knowing whose chat this phone shows, none are taken.
if (account) open(account, null);
composer.hidden = !account;
composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (text) add({ text });
  field.value = "";
  field.focus();
  back();
});
async function back() {
  const answer = await fetch("/healthz").catch(() => null);
  if (!answer?.ok) return;
  if (!field.value.trim()) location.replace("/chat");
  else line.textContent = "有网了。写完按“先放着”，马上就发。";
}
addEventListener("online", back);
setInterval(back, 10_000);
