// The page for when there is no net: it takes notes, and goes back to the chat when the net is there.
import { add, open } from "./outbox.js";

const field = document.getElementById("say");
open("", null);
document.getElementById("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (text) add({ text });
  field.value = "";
  field.focus();
});
const back = async () => {
  const answer = await fetch("/healthz").catch(() => null);
  if (answer?.ok) location.replace("/chat");
};
addEventListener("online", back);
setInterval(back, 10_000);
