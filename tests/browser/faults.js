// What is wrong with the layout of the page, a line each: too wide, too small to press, cut off, one over another.
() => {
  const faults = [];
  const shown = (one) => one.checkVisibility({ checkVisibilityCSS: true }) && one.getBoundingClientRect().width > 1;
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth + 1) faults.push(`the page is ${wide} wide`);
  const inline = (one) => getComputedStyle(one).display === "inline";
  for (const one of document.querySelectorAll("a, button, summary, select, textarea, input:not([type=hidden])")) {
    if (!shown(one) || inline(one)) continue;
    const box = (one.closest("label") ?? one).getBoundingClientRect();
    if (box.right < 2 || box.bottom < 2 && one.classList.contains("skip")) continue;
    if (box.height < 47.5) faults.push(`${Math.round(box.height)} high: ${one.outerHTML.slice(0, 90)}`);
    if (box.width < 24) faults.push(`${Math.round(box.width)} wide: ${one.outerHTML.slice(0, 90)}`);
  }
  for (const one of document.querySelectorAll("button, .button, h1, h2, h3, th, .state")) {
    const style = getComputedStyle(one);
    if (!shown(one) || style.textOverflow === "ellipsis" || one.closest(".hidden, .skip")) continue;
    if (one.scrollWidth > one.clientWidth + 2 && style.display !== "inline" && style.overflowX !== "auto") faults.push(`cut: ${one.outerHTML.slice(0, 90)}`);
  }
  const pressed = [...document.querySelectorAll("button, a.button, summary")].filter((one) => shown(one) && !inline(one) && !one.matches(".skip, .faced *, #newer"));
  for (let i = 0; i < pressed.length; i++) for (let j = i + 1; j < pressed.length; j++) {
    const [a, b] = [pressed[i].getBoundingClientRect(), pressed[j].getBoundingClientRect()];
    const over = Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
    if (over && pressed[i].closest("main") === pressed[j].closest("main") && !pressed[i].closest(".acts") && !pressed[j].closest(".acts")) faults.push(`${pressed[i].outerHTML.slice(0, 60)} over ${pressed[j].outerHTML.slice(0, 60)}`);
  }
  return faults;
}
