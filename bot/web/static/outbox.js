// What is written waits here until it has got through: on the phone itself, so that it survives a dead line and a closed
// page. A note keeps one id until then, so that the server takes it once however often it comes.
const STORE = "notes";
const WAIT = [1, 2, 4, 8, 15, 30, 60];
const held = new Map(); // where the browser lets nothing be kept
let opening = null;
let busy = false;
let more = false;
let tries = 0;
let timer = 0;
let deliver = null;
let account = "";

export const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");

function base() {
  opening ||= new Promise((resolve) => {
    const asked = indexedDB.open("weiyuan", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id" });
    asked.onsuccess = () => {
      asked.result.onclose = () => { opening = null; };
      resolve(asked.result);
    };
    asked.onerror = () => resolve(null);
  }).catch(() => null);
  return opening;
}

// What was asked for, true where that is nothing, null where it could not be done: only a finished transaction counts.
async function store(mode, act) {
  const opened = await base();
  if (!opened) return null;
  return new Promise((resolve) => {
    try {
      const work = opened.transaction(STORE, mode);
      const asked = act(work.objectStore(STORE));
      work.oncomplete = () => resolve(asked.result ?? true);
      work.onabort = work.onerror = () => resolve(null);
    } catch {
      opening = null; // a phone may take the base away while the page sleeps
      resolve(null);
    }
  });
}

async function keep(note) {
  held.set(note.id, note);
  if (await store("readwrite", (notes) => notes.put(note))) held.delete(note.id);
  return !held.has(note.id);
}

async function drop(id) {
  held.delete(id);
  await store("readwrite", (notes) => notes.delete(id));
}

async function notes() {
  const kept = (await store("readonly", (all) => all.getAll())) || [];
  const all = new Map((Array.isArray(kept) ? kept : []).map((note) => [note.id, note]));
  for (const note of held.values()) all.set(note.id, note);
  return [...all.values()].filter((note) => note.account === account).sort((a, b) => a.at - b.at);
}

// `send` gives {ok}, {again} where it may work later, or {why} where it never will. None: this page only takes notes.
export async function open(whose, send) {
  account = whose;
  deliver = send;
  for (const note of await notes()) {
    if (note.signIn) Object.assign(note, { why: "", signIn: false }); // whoever is here now is signed in
    await keep(note);
    show(note, note.why ? "failed" : "waiting");
  }
  addEventListener("online", () => flush(true));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(true); });
  flush(true);
}

// Whether the phone has it for good: it is tried at once in any case.
export async function add(fields) {
  const note = { id: newId(), account, at: Date.now(), text: "", files: [], location: "", ...fields };
  show(note, deliver ? "sending" : "waiting");
  const safe = await keep(note);
  flush(true);
  return safe;
}

// In the order in which they were written. Whatever is written meanwhile has its turn after them.
export async function flush(now = false) {
  if (!deliver) return;
  if (now) { tries = 0; clearTimeout(timer); }
  more = true;
  if (busy) return;
  busy = true;
  try {
    while (more) { more = false; await round(); }
  } finally { busy = false; }
}

async function round() {
  for (const note of await notes()) {
    if (note.why) continue;
    show(note, "sending");
    const result = await deliver(note);
    if (result.again) {
      show(note, "waiting");
      clearTimeout(timer);
      timer = setTimeout(flush, WAIT[Math.min(tries++, WAIT.length - 1)] * 1000);
      return;
    }
    tries = 0;
    if (result.ok) { await drop(note.id); bubble(note.id)?.remove(); continue; }
    Object.assign(note, { why: result.why, signIn: result.signIn });
    await keep(note);
    show(note, "failed");
  }
}

const bubble = (id) => document.getElementById(`n${id}`);
const SAID = { sending: "正在发……", waiting: "还没发出去，有网了自己发。" };

function show(note, state) {
  let li = bubble(note.id);
  if (!li) {
    li = document.createElement("li");
    li.id = `n${note.id}`;
    li.append(drawn(note));
    document.getElementById("pending").append(li);
    const scroll = document.getElementById("scroll");
    scroll.scrollTop = 0;
  }
  if (li.dataset.state === state) return;
  li.dataset.state = state;
  li.querySelectorAll(".sent, .press").forEach((one) => one.remove());
  const said = document.createElement("p");
  said.className = state === "failed" ? "sent failed" : "sent";
  said.setAttribute("role", state === "failed" ? "alert" : "status");
  said.textContent = state === "failed" ? `没发出去：${note.why}` : SAID[state];
  li.append(said);
  if (state === "failed") li.append(choices(note, li));
}

function choices(note, li) {
  const row = document.createElement("p");
  row.className = "press";
  const button = (text, act) => {
    const one = document.createElement("button");
    Object.assign(one, { type: "button", className: "button", textContent: text });
    one.addEventListener("click", act);
    row.append(one);
  };
  button("再发一次", async () => { note.why = ""; await keep(note); flush(true); });
  button("不发了", async () => { await drop(note.id); li.remove(); });
  return row;
}

function drawn(note) {
  const shown = document.createElement("p");
  shown.className = "bubble";
  if (note.files.length) {
    const [first] = note.files;
    if (first.type.startsWith("audio/")) shown.textContent = "语音";
    else {
      shown.classList.add("photo");
      for (const file of note.files) {
        const image = new Image();
        image.alt = "要发的照片";
        image.src = URL.createObjectURL(file);
        image.onload = () => URL.revokeObjectURL(image.src);
        shown.append(image);
      }
    }
    if (note.text) shown.append(document.createTextNode(note.text));
  } else shown.textContent = note.text || (note.sample ? "（示例照片）" : "（位置）");
  return shown;
}

// Notes go with their writer: another person on this phone must not find them, and keeps their own.
export async function forget(whose) {
  account = whose;
  for (const note of await notes()) await drop(note.id);
}

export async function count(whose) {
  account = whose;
  return (await notes()).length;
}
