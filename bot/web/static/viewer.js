// Photos as large as the screen. The phone's own way back closes it, like its button and the Escape key.
let dialog = null;
let leaving = false;

export function view(link) {
  const group = link.closest(".photos") ?? link.parentElement;
  const bubble = link.closest("li")?.id;
  const links = [...group.querySelectorAll("a")].filter((one) => one.querySelector("img"));
  dialog ??= made();
  let at = Math.max(0, links.indexOf(link));
  const show = (step) => {
    at = (at + step + links.length) % links.length;
    const [image] = links[at].querySelectorAll("img");
    dialog.querySelector("img").src = links[at].href;
    dialog.querySelector("img").alt = image.alt;
    dialog.querySelector("p").textContent = links.length > 1 ? `${at + 1} / ${links.length}` : "";
  };
  const [back, close, next] = dialog.querySelectorAll("button");
  back.hidden = next.hidden = links.length < 2;
  back.onclick = () => show(-1);
  next.onclick = () => show(1);
  const leave = () => { if (history.state?.viewer && !leaving) { leaving = true; history.back(); } };
  close.onclick = leave;
  dialog.onkeydown = (event) => {
    if (event.key === "ArrowLeft") show(-1);
    if (event.key === "ArrowRight") show(1);
  };
  dialog.oncancel = (event) => { event.preventDefault(); leave(); };
  addEventListener("popstate", () => { leaving = false; dialog.close(); backTo(link, bubble); }, { once: true });
  show(0);
  history.pushState({ viewer: true }, "");
  dialog.showModal();
  close.focus();
}

// The card may have been redrawn meanwhile: the same photo of the same bubble is where the reader was.
function backTo(link, bubble) {
  const there = link.isConnected ? [link] : document.getElementById(bubble)?.querySelectorAll("a[href]") ?? [];
  [...there].find((one) => one.href === link.href)?.focus();
}

function made() {
  const found = document.createElement("dialog");
  found.className = "viewer";
  found.setAttribute("aria-label", "看照片");
  found.innerHTML = '<p aria-live="polite"></p><img alt=""><div class="ways"><button type="button" class="button">上一张</button><button type="button" class="button">关上</button><button type="button" class="button">下一张</button></div>';
  document.body.append(found);
  return found;
}
