// Ties the four phones together: one line for all of them, whose turn it is, what just happened.
const phones = [...document.querySelectorAll(".phone")];
const told = document.getElementById("told");
const next = document.getElementById("next");
const state = new Map(phones.map((phone) => [phone.dataset.path, { phone, at: 0, wants: "", unseen: 0 }]));
const frame = (phone) => phone.querySelector("iframe");
const tab = (phone) => document.getElementById(`tab${phone.dataset.person}`);
const begins = told.textContent;
let began = 0;
let ending = 0;
const narrow = matchMedia("(max-width: 74rem)");
let heard = phones.map((phone) => `${phone.dataset.person}:${phone.dataset.latest}`).join(",");
let source = null;
let alive = Date.now();

const tell = (phone, data) => frame(phone).contentWindow.postMessage(data, location.origin);

function open() {
  source?.close();
  alive = Date.now();
  source = new EventSource(`/stage/events?after=${heard}`);
  source.addEventListener("phone", (event) => {
    alive = Date.now();
    heard = event.lastEventId || heard;
    const news = JSON.parse(event.data);
    const one = state.get(news.phone);
    tell(one.phone, news);
    if (news.name === "message" && !one.phone.classList.contains("shown")) one.unseen += 1;
    badges();
  });
  source.onerror = () => { if (source.readyState === EventSource.CLOSED) setTimeout(open, 3000); };
  source.addEventListener("told", (event) => { told.textContent = JSON.parse(event.data).text; });
  source.addEventListener("now", (event) => { document.getElementById("now").textContent = JSON.parse(event.data).text; });
}

// A phone says what its newest card wants pressed; the newest of these is the next sensible thing to do.
addEventListener("message", (event) => {
  const one = event.origin === location.origin && state.get(event.data?.phone);
  if (!one) return;
  Object.assign(one, { at: event.data.at, wants: event.data.wants });
  turn();
});

function turn() {
  const waiting = [...state.values()].filter((one) => one.wants).sort((a, b) => b.at - a.at)[0];
  for (const { phone } of state.values()) {
    const mine = phone === waiting?.phone;
    phone.classList.toggle("turn", mine);
    tell(phone, { turn: mine });
  }
  if (began && told.textContent === begins && waiting?.at > began) told.textContent = "";
  began ||= waiting?.at ?? 0;
  next.hidden = (!waiting && !began) || (narrow.matches && waiting?.phone.classList.contains("shown"));
  if (waiting) {
    clearTimeout(ending);
    ending = 0;
    next.textContent = `下一步：${name(waiting.phone)}按“${waiting.wants.length > 10 ? `${waiting.wants.slice(0, 9)}…` : waiting.wants}”`;
    next.onclick = () => { show(waiting.phone); if (!narrow.matches) tell(waiting.phone, { press: true }); };
  } else if (began && !ending) ending = setTimeout(end, 2500); // an answer may be on its way
  badges();
}

function end() {
  next.textContent = "走完了，换一场看看";
  next.onclick = () => { document.querySelector(".scenes").open = true; };
}

const name = (phone) => phone.querySelector("h2").firstChild.textContent.trim();

function badges() {
  for (const { phone, unseen } of state.values()) {
    const badge = tab(phone).querySelector("b");
    badge.textContent = phone.classList.contains("turn") ? "按" : unseen;
    badge.hidden = !(phone.classList.contains("turn") || unseen);
  }
}

function show(phone) {
  for (const one of phones) {
    one.classList.toggle("shown", one === phone);
    tab(one).setAttribute("aria-pressed", String(one === phone));
  }
  state.get(phone.dataset.path).unseen = 0;
  turn();
}

document.querySelector(".time").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.getAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  const body = new FormData(form);
  body.set(event.submitter.name, event.submitter.value);
  const answer = await fetch(form.action, { method: "POST", body, headers: { "x-live": "1" } }).catch(() => null);
  form.removeAttribute("aria-busy");
  if (!answer?.ok) { told.textContent = "没有动，请再按一次。"; return; }
  const news = await answer.json();
  document.getElementById("now").textContent = news.now;
  told.textContent = news.text;
});
for (const form of document.querySelectorAll(".scenes form")) {
  form.addEventListener("submit", () => { told.textContent = "正在换……"; form.setAttribute("aria-busy", "true"); });
}
for (const phone of phones) tab(phone).addEventListener("click", () => show(phone));
document.addEventListener("visibilitychange", () => { if (!document.hidden && Date.now() - alive > 45_000) open(); });
narrow.addEventListener("change", turn);
show(phones[0]);
open();
// A phone may have spoken before this page listened.
for (const phone of phones) {
  tell(phone, { ask: true });
  frame(phone).addEventListener("load", () => tell(phone, { ask: true }));
}
