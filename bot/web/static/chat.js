// Makes the page live. Without it every form still works: it posts and comes back to the page.
"use strict";
const log = document.getElementById("log");
const scroll = document.getElementById("scroll");
const composer = document.getElementById("composer");
const trouble = document.getElementById("trouble");
const field = composer.elements.text;

const id = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");
const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 120;
const toEnd = () => { scroll.scrollTop = scroll.scrollHeight; };

// Puts bubbles where their numbers belong. The same bubble may come twice, from an answer and from the line: it replaces itself.
function place(html) {
  const stay = atEnd();
  const part = document.createElement("template");
  part.innerHTML = html;
  for (const bubble of part.content.querySelectorAll("li[data-number]")) {
    const old = document.getElementById(bubble.id);
    if (old) {
      const focus = old.contains(document.activeElement) ? document.activeElement.value : null;
      old.replaceWith(bubble);
      if (focus) (bubble.querySelector(`[value="${CSS.escape(focus)}"]`) || field).focus({ preventScroll: true });
      continue;
    }
    const number = Number(bubble.dataset.number);
    const later = [...log.children].find((li) => Number(li.dataset.number) > number);
    log.insertBefore(bubble, later || null);
  }
  if (stay) toEnd();
}

// Sends a form; on a broken line tries again with the same id, so that nothing happens twice.
async function post(form, body) {
  for (let tries = 0; ; tries++) {
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "x-live": "1" } });
      const text = await answer.text();
      if (answer.ok) { place(text); toEnd(); return true; }
      const said = new DOMParser().parseFromString(text, "text/html").querySelector("main p");
      return fail(said ? said.textContent : "没有发出去，请再试一次。");
    } catch (error) {
      if (tries === 4) return fail("网络不好，没有发出去。请再按一次。");
      await new Promise((wait) => setTimeout(wait, 600 * 2 ** tries));
    }
  }
}

function fail(text) {
  trouble.textContent = text;
  trouble.hidden = false;
  return false;
}

async function submitted(event) {
  const form = event.target;
  if (!form.matches("#composer, .press")) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy")) return;
  if (form === composer && !field.value.trim() && !composer.elements.photos.files.length) return field.focus();
  const body = new FormData(form, event.submitter);
  // A form keeps its id until this content has got through: the same again after a failure is the same message.
  const content = [...body].filter(([name]) => name !== "message_id").map(([, v]) => v.name ? v.name + v.size : v).join("|");
  if (form.dataset.of !== content) Object.assign(form.dataset, { of: content, id: id() });
  body.set("message_id", form.dataset.id);
  form.setAttribute("aria-busy", "true");
  trouble.hidden = true;
  const sent = await post(form, body);
  form.removeAttribute("aria-busy");
  if (!sent) return;
  delete form.dataset.of;
  if (form === composer) { composer.reset(); picked(); field.focus(); }
}

function picked() {
  const count = composer.elements.photos.files.length;
  document.querySelector("#pick span").textContent = count ? `照片 ${count}` : "照片";
}

// The line begins after what the page was drawn with and resumes after what it has brought, never after one's own
// answers: a lower number may still be on its way.
let heard = Number(log.dataset.latest);
const line = document.getElementById("line");

function listen() {
  const source = new EventSource(`/chat/events?after=${heard}`);
  source.addEventListener("message", (event) => { heard = Number(event.lastEventId); place(JSON.parse(event.data)); });
  source.addEventListener("card", (event) => place(JSON.parse(event.data)));
  source.onopen = () => { line.hidden = true; };
  source.onerror = () => {
    line.hidden = false;
    if (source.readyState === EventSource.CLOSED) setTimeout(again, 3000);
  };
}

async function again() {
  const answer = await fetch("/mine").catch(() => null);
  if (answer?.status === 401) line.textContent = "您现在没有登录。请找网格员要一个新的邀请链接。";
  else listen();
}

document.addEventListener("submit", submitted);
composer.elements.photos.addEventListener("change", picked);
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && matchMedia("(hover: hover)").matches) {
    event.preventDefault();
    composer.requestSubmit();
  }
});
// Words not yet sent survive closing the page; they belong to this account and go when it leaves.
const draft = `draft-${log.dataset.account}`;
field.value ||= localStorage.getItem(draft) || "";
field.addEventListener("input", () => localStorage.setItem(draft, field.value));
composer.addEventListener("reset", () => localStorage.removeItem(draft));
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
toEnd();
if (log.dataset.live === "yes") listen();
