// A field for files speaks the language of the browser: where there is script, ours is shown instead of it.
"use strict";
for (const label of document.querySelectorAll("label.filed")) {
  const input = label.querySelector("input[type=file]");
  const [face, told] = label.querySelectorAll("span[hidden]");
  label.classList.add("faced");
  face.hidden = told.hidden = false;
  const tell = () => {
    const names = [...input.files].map((file) => file.name);
    told.textContent = names.length ? `选了 ${names.length} 个：${names.join("、")}` : "还没有选";
  };
  input.addEventListener("change", tell);
  addEventListener("pageshow", tell);
  tell();
}
