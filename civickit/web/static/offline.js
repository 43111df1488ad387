/* Keeps a site on the phone, and says when there is a newer one.
 *
 * Its element says where the worker is (data-worker), the language of the page, and the words.
 */
"use strict";

(function () {
  const { dataset } = document.currentScript;
  const container = navigator.serviceWorker;
  const LOOK_EVERY_MS = 60_000;
  const HOUR_MS = 3_600_000;
  if (!container) return;

  let looked = Date.now();
  let reloading = false;
  const hadOne = Boolean(container.controller);

  function banner(text, press) {
    document.querySelector(".newer")?.remove();
    const box = Object.assign(document.createElement("div"), { className: "newer on-screen" });
    const words = Object.assign(document.createElement("p"), { textContent: text });
    box.setAttribute("role", "status");
    box.append(words);
    if (press) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: dataset.update });
      button.addEventListener("click", press);
      box.append(button);
    }
    document.querySelector("main").before(box);
  }

  /** What a worker holds: {id, data}, or null when it does not say. */
  function releaseOf(worker) {
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => resolve(data);
      setTimeout(resolve, 2000, null);
      worker.postMessage("release", [port2]);
    });
  }

  async function offer(worker) {
    const [now, then] = await Promise.all([releaseOf(container.controller), releaseOf(worker)]);
    const newData = now && then && now.data.version !== then.data.version;
    const text = newData ? dataset.newData.replace("{date}", then.data.date || then.data.version) : dataset.newApp;
    banner(text, () => worker.postMessage("take over"));
  }

  function follow(worker) {
    let whole = false;
    worker.addEventListener("statechange", () => {
      if (!container.controller) return;
      if (worker.state === "redundant" && !whole) banner(dataset.failed);
      if (worker.state !== "installed") return;
      whole = true;
      offer(worker);
    });
  }

  async function start() {
    const found = await container.register(dataset.worker, { updateViaCache: "none" });
    if (found.waiting && container.controller) offer(found.waiting);
    if (found.installing) follow(found.installing);
    found.addEventListener("updatefound", () => follow(found.installing));
    const look = () => {
      if (document.visibilityState !== "visible" || Date.now() - looked < LOOK_EVERY_MS) return;
      looked = Date.now();
      found.update().catch(console.warn);
    };
    document.addEventListener("visibilitychange", look);
    setInterval(look, HOUR_MS); // a tablet on a wall is never hidden
    const ready = await container.ready;
    const seen = performance.getEntriesByType("resource").map(({ name }) => name);
    ready.active.postMessage({ keep: dataset.lang, page: location.href, seen });
    // Asked so that a phone short of space does not clear this first; the answer changes nothing.
    navigator.storage?.persist?.().catch(console.warn);
  }

  container.addEventListener("controllerchange", () => {
    if (!hadOne || reloading) return;
    reloading = true;
    location.reload();
  });
  // The page first: what is kept for later must not slow down what is wanted now.
  const begin = () => start().catch(console.warn);
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin, { once: true });
})();
