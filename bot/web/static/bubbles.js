// Puts bubbles where their numbers belong, and keeps what the reader looks at where it is.
export const log = document.getElementById("log");
export const scroll = document.getElementById("scroll");
const newer = document.getElementById("newer");
const seenKey = `seen-${log.dataset.account}`;
const listeners = [];
const HOLD = 3000; // milliseconds; the longest that a slow finger keeps news waiting
const held = [];
let finger = 0;
let unread = 0;

// The column runs from its end upwards: 0 is the newest, what is older lies below zero.
export const atEnd = () => Math.abs(scroll.scrollTop) < 80;
export const toEnd = () => { scroll.scrollTop = 0; };
export const onChange = (listener) => listeners.push(listener);
const last = () => Number(log.lastElementChild?.dataset.number ?? 0);

// What arrives under a finger would move or replace what it presses, and the press would come to nothing: it waits.
export function place(html, own = false) {
  if (finger) held.push([html, own]);
  else placed(html, own);
}

function down() {
  clearTimeout(finger);
  finger = setTimeout(up, HOLD);
}

// The press itself comes a moment after the finger is up, on glass some milliseconds, and before what waits.
function lifted() {
  if (finger) setTimeout(up, 100);
}

function up() {
  clearTimeout(finger);
  finger = 0;
  held.splice(0).forEach(([html, own]) => placed(html, own));
}

// The same bubble may come twice, from an answer and from the line: it replaces itself where it says something else.
function placed(html, own) {
  const stay = own || atEnd();
  const part = document.createElement("template");
  part.innerHTML = html;
  const before = last();
  for (const bubble of part.content.querySelectorAll("li[data-number]")) put(bubble);
  const quick = part.content.getElementById("quick");
  if (quick) document.getElementById("quick")?.replaceWith(quick);
  if (stay) toEnd();
  const fresh = [...log.children].filter((li) => Number(li.dataset.number) > before && li.classList.contains("theirs"));
  if (fresh.length && (!stay || document.hidden)) mark(fresh);
  else seen();
  listeners.forEach((listener) => listener());
}

// All of a bubble but what is drawn anew each time for a page without script.
const says = (bubble) => bubble.outerHTML.replace(/ name="message_id" value="[^"]*"/g, "");

function put(bubble) {
  const old = document.getElementById(bubble.id);
  if (!old) {
    const number = Number(bubble.dataset.number);
    const later = [...log.children].find((li) => Number(li.dataset.number) > number);
    log.insertBefore(bubble, later || null);
    return;
  }
  if (says(old) === says(bubble)) return;
  const playing = [...old.querySelectorAll("audio")].find((one) => !one.paused);
  if (playing) { // nobody is cut off in the middle of a word: the card changes when it has been heard
    playing.addEventListener("pause", () => document.getElementById(bubble.id) === old && put(bubble), { once: true });
    return;
  }
  const focus = old.contains(document.activeElement) ? document.activeElement.value : null;
  old.replaceWith(bubble);
  if (focus) (bubble.querySelector(`[value="${CSS.escape(focus)}"]`) || bubble.querySelector("button, a") || scroll).focus({ preventScroll: true });
}

// News that came while the reader was elsewhere: a line above them, a button to go there, a number in the tab.
function mark(fresh) {
  if (!document.getElementById("since")) divide(fresh[0]);
  unread += fresh.length;
  newer.textContent = `有 ${unread} 条新的`;
  newer.hidden = atEnd();
  document.title = `(${unread}) ${document.title.replace(/^\(\d+\) /, "")}`;
}

function divide(bubble) {
  const line = document.createElement("p");
  line.id = "since";
  line.className = "since";
  line.textContent = "下面是新的";
  bubble.prepend(line);
}

function seen() {
  if (document.hidden || !atEnd()) return;
  unread = 0;
  newer.hidden = true;
  document.title = document.title.replace(/^\(\d+\) /, "");
  if (log.dataset.live === "yes") localStorage.setItem(seenKey, last());
}

// Where the reader was the last time: what came since has a line above it.
export function begin() {
  const known = Number(localStorage.getItem(seenKey) ?? 0);
  const first = [...log.children].find((li) => Number(li.dataset.number) > known && li.classList.contains("theirs"));
  if (known && first && first !== log.firstElementChild) divide(first);
  toEnd();
  seen();
  scroll.addEventListener("scroll", seen, { passive: true });
  log.addEventListener("pointerdown", down);
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, lifted);
  document.addEventListener("visibilitychange", seen);
  newer.addEventListener("click", () => { toEnd(); seen(); });
  const top = document.querySelector(".older a[href*='before=']");
  if (top && log.dataset.live === "yes") older(top);
}

// Pulled down to the first message, the page brings those before it; the button does the same.
function older(link) {
  let busy = false;
  const bring = async (event) => {
    event?.preventDefault();
    if (busy) return;
    busy = true;
    link.setAttribute("aria-busy", "true");
    const answer = await fetch(link.href, { headers: { "x-live": "1" } }).catch(() => null);
    link.removeAttribute("aria-busy");
    busy = false;
    if (!answer?.ok) return;
    const part = document.createElement("template");
    part.innerHTML = await answer.text();
    const focused = document.activeElement === link;
    const first = log.firstElementChild;
    for (const bubble of part.content.querySelectorAll("li[data-number]")) log.insertBefore(bubble, first);
    const number = Number(log.firstElementChild.dataset.number);
    link.href = link.href.replace(/before=\d+/, `before=${number}`);
    if (number <= 1) link.parentElement.remove();
    if (focused) scroll.focus({ preventScroll: true });
  };
  link.addEventListener("click", bring);
  new IntersectionObserver(([seenIt]) => { if (seenIt.isIntersecting && !atEnd()) bring(); }, { root: scroll, rootMargin: "200px" }).observe(link);
}
