// What one writes, photographs, says: it becomes a note, and the field is free again at once.
import { add } from "./outbox.js";
import { log } from "./bubbles.js";

export const composer = document.getElementById("composer");
export const field = document.getElementById("say");
const trouble = document.getElementById("trouble");
const picked = document.getElementById("picked");
const input = document.querySelector("#pick input");
const draft = `draft-${log.dataset.account}`;
const SIDE = 1600; // pixels, as much as the server keeps: the rest would only make a slow line slower
let files = [];
let speaking = false;

export function fail(text) {
  trouble.textContent = text;
  trouble.hidden = !text;
  return false;
}

export function begin() {
  // Words not yet sent survive closing the page; they belong to this account and go when it leaves.
  field.value ||= localStorage.getItem(draft) || "";
  field.addEventListener("input", () => localStorage.setItem(draft, field.value));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && matchMedia("(hover: hover)").matches) {
      event.preventDefault();
      composer.requestSubmit();
    }
  });
  input.addEventListener("change", () => { choose([...input.files]); input.value = ""; });
  document.getElementById("voice").addEventListener("click", speak);
  document.getElementById("place").addEventListener("click", locate);
  if (!window.MediaRecorder || !navigator.mediaDevices) document.getElementById("voice").remove();
  if (!navigator.geolocation) document.getElementById("place").remove();
  if (matchMedia("(hover: hover)").matches && window.parent === window) field.focus({ preventScroll: true });
}

// The composer's own form, and that of the quick answers, whose button carries the words.
export function submitted(form, submitter) {
  fail("");
  if (form !== composer) return add(submitter.name === "sample" ? { sample: true } : { text: submitter.value });
  const text = field.value.trim();
  if (!text && !files.length) return field.focus();
  add({ text, files });
  composer.reset();
  localStorage.removeItem(draft);
  files = [];
  preview();
  if (matchMedia("(hover: hover)").matches) field.focus({ preventScroll: true }); // on a phone the keyboard may go
}

async function choose(chosen) {
  fail("");
  const spoken = chosen.filter((file) => file.type.startsWith("audio/"));
  if (spoken.length) return add({ files: spoken.slice(0, 1) });
  files.push(...(await Promise.all(chosen.map(smaller))));
  preview();
  field.focus({ preventScroll: true });
}

// A photo as large as it will be kept; one that this browser can't read goes as it is, and the server says why not.
async function smaller(file) {
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, SIDE / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
    return blob && blob.size < file.size ? blob : file;
  } catch { return file; }
}

function preview() {
  picked.replaceChildren(...files.map((file, n) => {
    const figure = document.createElement("figure");
    const image = new Image();
    image.src = URL.createObjectURL(file);
    image.onload = () => URL.revokeObjectURL(image.src);
    image.alt = `要发的照片 ${n + 1}`;
    const out = document.createElement("button");
    Object.assign(out, { type: "button", textContent: "×" });
    out.setAttribute("aria-label", `不发照片 ${n + 1}`);
    out.addEventListener("click", () => { files.splice(n, 1); preview(); });
    figure.append(image, out);
    return figure;
  }));
  picked.hidden = !files.length;
}

async function speak() {
  if (speaking) return;
  speaking = true;
  fail("");
  try {
    const { record } = await import("./recorder.js");
    const said = await record(composer);
    if (said) add({ files: [said] });
  } catch (error) {
    fail(error?.name === "NotAllowedError" ? "没有打开话筒。请在手机设置里允许用话筒，或者打字。" : "录不了音。请打字，或者发一段录好的语音。");
  } finally { speaking = false; }
}

function locate() {
  fail("");
  const button = document.getElementById("place");
  button.setAttribute("aria-busy", "true");
  const done = (text) => { button.removeAttribute("aria-busy"); if (text) fail(text); };
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => { done(); add({ location: `${coords.latitude.toFixed(6)},${coords.longitude.toFixed(6)}` }); },
    (error) => done(error.code === 1 ? "没有打开定位。请在手机设置里允许定位，或者写在哪里。" : "没有找到您在哪里。请写一下在哪个小区、几号楼。"),
    { enableHighAccuracy: true, timeout: 10_000, maximumAge: 60_000 },
  );
}
