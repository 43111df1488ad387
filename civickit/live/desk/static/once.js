/* A form is sent once, however often its button is pressed; a page that comes back may send anew. */

const PATIENCE_MS = 10_000; // then nothing will come of the first any more

const sent = new Map(); // form -> when

addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (Date.now() - (sent.get(event.target) || 0) < PATIENCE_MS) event.preventDefault();
  else sent.set(event.target, Date.now());
});
addEventListener("pageshow", () => sent.clear());
