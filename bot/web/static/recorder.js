// A voice message: one press begins, one sends. A minute at most, which the seconds show.
const MOST = 60;
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

// The recording as a file, none where it was thrown away. Raises what the browser raises where it may not listen.
export async function record(composer) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  try {
    return await recorded(stream, composer);
  } finally { stream.getTracks().forEach((track) => track.stop()); } // the light of the microphone goes out
}

async function recorded(stream, composer) {
  const kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one)) ?? "";
  const recorder = new MediaRecorder(stream, kind ? { mimeType: kind, audioBitsPerSecond: 24_000 } : {});
  const parts = [];
  recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
  const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve));
  const panel = shown(composer);
  recorder.start();
  const wanted = await ended(panel, recorder);
  await stopped;
  panel.remove();
  composer.hidden = false;
  document.getElementById("voice").focus();
  const type = (recorder.mimeType || "audio/webm").split(";")[0];
  return wanted && parts.length ? new File(parts, `voice.${type.split("/")[1]}`, { type }) : null;
}

function shown(composer) {
  const panel = document.createElement("div");
  panel.className = "recording";
  panel.setAttribute("role", "group");
  panel.setAttribute("aria-label", "正在录音");
  panel.innerHTML = '<p role="status">正在录，请说话 <b aria-hidden="true">0:00</b></p><button type="button" class="button">不要了</button><button type="button" class="button first">说完了，发送</button>';
  composer.before(panel);
  composer.hidden = true;
  panel.querySelector(".first").focus();
  return panel;
}

// True to send, false to throw away; after a minute it is sent as it is.
function ended(panel, recorder) {
  const [out, send] = panel.querySelectorAll("button");
  const began = performance.now();
  return new Promise((resolve) => {
    const stop = (wanted) => { clearInterval(ticking); if (recorder.state !== "inactive") recorder.stop(); resolve(wanted); };
    const ticking = setInterval(() => {
      const seconds = Math.floor((performance.now() - began) / 1000);
      panel.querySelector("b").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      if (seconds >= MOST - 1) stop(true);
    }, 250);
    out.addEventListener("click", () => stop(false));
    send.addEventListener("click", () => stop(true));
    panel.addEventListener("keydown", (event) => { if (event.key === "Escape") stop(false); });
  });
}
