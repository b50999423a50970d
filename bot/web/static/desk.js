// The desk works without this: it counts what is ticked, ticks all, and opens the choices where there is room.
"use strict";
const pile = document.querySelector("form.pile");
const choices = document.querySelector(".find details");
const room = matchMedia("(min-width: 60rem)");
const fit = () => { choices.open = room.matches; };
if (choices) {
  if (room.matches) fit();
  room.addEventListener("change", fit);
}
if (pile && document.getElementById("chosen")) {
  const boxes = [...pile.querySelectorAll("input[name=pick]:not(:disabled)")];
  const told = document.getElementById("chosen");
  const all = document.createElement("button");
  all.type = "button";
  all.className = "button quiet";
  const count = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    told.textContent = ticked ? `选了 ${ticked} 件：` : "先打勾，再按：";
    all.textContent = ticked === boxes.length ? "都不选" : "全选";
  };
  all.addEventListener("click", () => {
    const to = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = to;
    count();
  });
  told.setAttribute("role", "status");
  told.after(all);
  pile.addEventListener("change", count);
  addEventListener("pageshow", count);
  count();
}
