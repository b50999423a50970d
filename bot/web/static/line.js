// Keeps news coming: over a line of its own, or through the page around it, which holds one line for several phones.
import { log, place } from "./bubbles.js";

const line = document.getElementById("line");
const QUIET = 45_000; // milliseconds; the line says at least every 20 s that it is there
let heard = Number(log.dataset.latest);
let source = null;
let alive = Date.now();
let told = 0;

const framed = window.parent !== window && location.pathname.startsWith("/as/");

// The line begins after what the page was drawn with and resumes after what it has brought, never after one's own
// answers: a lower number may still be on its way.
function hear(name, number, html) {
  alive = Date.now();
  quiet();
  if (name === "beat") return;
  if (name === "message") heard = Math.max(heard, number);
  place(html);
}

function quiet() {
  clearTimeout(told);
  line.hidden = true;
}

// A line that is back within three seconds is no news.
function lost() {
  clearTimeout(told);
  told = setTimeout(() => { line.textContent = "网络断了，正在重连……写的先存着，不会丢。"; line.hidden = false; }, 3000);
}

function open() {
  source?.close();
  alive = Date.now();
  source = new EventSource(`chat/events?after=${heard}`);
  for (const name of ["message", "card", "beat"]) {
    source.addEventListener(name, (event) => hear(name, Number(event.lastEventId || 0), name === "beat" ? "" : JSON.parse(event.data)));
  }
  source.onerror = () => {
    lost();
    if (source.readyState === EventSource.CLOSED) setTimeout(again, 3000);
  };
}

async function again() {
  const answer = await fetch("mine").catch(() => null);
  if (answer?.status === 401) {
    clearTimeout(told);
    line.hidden = false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    line.textContent = page.querySelector("main p")?.textContent ?? "您现在没有登录。";
  } else open();
}

// After sleep a line may look open and be dead: nothing has come for longer than it is ever quiet.
function wake() {
  if (!document.hidden && Date.now() - alive > QUIET) open();
}

export async function catchUp() {
  const answer = await fetch(`chat/since?after=${heard}&${location.search.slice(1)}`).catch(() => null);
  if (answer?.ok) place(await answer.text());
}

export function listen(report) {
  if (framed) {
    addEventListener("message", (event) => {
      if (event.origin === location.origin && event.source === parent && event.data?.html) hear(event.data.name, event.data.number, event.data.html);
    });
    report();
    catchUp().then(report);
    return;
  }
  open();
  document.addEventListener("visibilitychange", wake);
  addEventListener("online", open);
  setInterval(wake, 15_000);
}

export const isFramed = framed;
