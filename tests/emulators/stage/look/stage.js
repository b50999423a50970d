// A chat in a frame has no line of its own: the page around it holds one, and passes on what comes.
for (const frame of document.querySelectorAll("iframe[src^='/as/']")) frame.addEventListener("load", () => hold(frame));

function hold(frame) {
  const { latest } = frame.contentDocument.getElementById("log").dataset;
  const line = new EventSource(`${frame.getAttribute("src")}/events?after=${latest}`);
  for (const name of ["message", "card"]) {
    line.addEventListener(name, (event) => {
      const news = { name, number: Number(event.lastEventId || 0), html: JSON.parse(event.data) };
      frame.contentWindow.postMessage(news, location.origin);
    });
  }
}
