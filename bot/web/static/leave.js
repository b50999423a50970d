// Words not yet sent stay on the device only while their writer is signed in.
import { forget } from "./outbox.js";

document.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  for (const key of Object.keys(localStorage)) if (/^(draft|seen)-/.test(key)) localStorage.removeItem(key);
  const form = event.target;
  forget().finally(() => form.submit());
});
