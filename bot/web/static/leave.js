// What is not yet sent stays on the device only while its writer is signed in.
import { count, forget } from "./outbox.js";

const account = localStorage.getItem("account") ?? "";
const form = document.querySelector("form.forget");
form.addEventListener("submit", (event) => {
  event.preventDefault();
  for (const key of [`draft-${account}`, `seen-${account}`, "account"]) localStorage.removeItem(key);
  forget(account).finally(() => form.submit());
});
const waiting = account ? await count(account) : 0;
if (waiting) {
  const said = document.createElement("p");
  said.className = "fault";
  said.textContent = `您还有 ${waiting} 条没发出去，走了就不发了。`;
  form.before(said);
}
