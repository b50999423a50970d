// Words not yet sent stay on the device only while their writer is signed in.
"use strict";
document.querySelector("form").addEventListener("submit", () => {
  for (const key of Object.keys(localStorage)) if (key.startsWith("draft-")) localStorage.removeItem(key);
});
