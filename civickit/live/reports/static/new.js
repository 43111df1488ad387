/* The form works without this. With it: a pin on a map, a smaller photo with a preview, and
 * nothing is sent twice or into a dead network. */

import { choosePhoto } from "./photo.js";

const form = document.querySelector("[data-report]");
const progress = form.querySelector("[data-progress]");

const PATIENCE_MS = 30_000; // a sending that somebody stopped tells nothing; sent twice, it is kept once

function watchSending() {
  const button = form.querySelector(".send");
  const free = () => { button.disabled = false; progress.textContent = ""; };
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      progress.textContent = form.dataset.offline;
      return;
    }
    progress.textContent = form.dataset.sending;
    button.disabled = true;
    setTimeout(() => { button.disabled = false; }, PATIENCE_MS);
  });
  addEventListener("pageshow", free); // also when one comes back
}

async function choosePlace() {
  const { liveMap } = await import(document.querySelector("[data-map]").dataset.map);
  const { placePin } = await import("./pin.js");
  await placePin(form, liveMap);
}

document.querySelector("[data-faults]")?.focus();
watchSending();
choosePhoto(form);
if (form.querySelector("[data-live-map]")) choosePlace();
