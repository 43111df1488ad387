/* One street: kept true, marked on the map, remembered and shared. */

import { CHANGED } from "../live/clock.js";
import { liveMap } from "../live/map.js";
import { latest, poll } from "../live/feed.js";
import { remember } from "./mine.js";
import { find, now, say, setClock, settings, tell, tick } from "./page.js";
import { follow } from "./states.js";

const { street, name, between, lat, lon } = find("[data-street]").dataset;
let map = null;
let cleared = null;

function draw() {
  if (map && cleared) map.setStreets(cleared, now());
}

async function start() {
  map = await liveMap(find("[data-live-map]"));
  map.mark(street);
  draw();
  poll(async () => {
    const { data, offline } = await latest(settings.live);
    if (data && !offline) setClock(data);
    if (data) map.setVehicles(data, (row) => say.vehicle(row, now()));
    return !offline;
  }, 10_000);
}

const keep = find("[data-remember]");
keep.hidden = false;
keep.addEventListener("click", () => {
  remember({ id: street, name, between, lat: Number(lat), lon: Number(lon) });
  tell(keep.dataset.done);
});

const share = find("[data-share]");
share.hidden = false;
share.addEventListener("click", async () => {
  const url = location.origin + location.pathname;
  try {
    if (navigator.share) return await navigator.share({ title: document.title, url });
    await navigator.clipboard.writeText(url);
    tell(`${share.dataset.done} ${url}`);
  } catch (error) {
    if (error.name !== "AbortError") tell(url);
  }
});

document.addEventListener(CHANGED, draw);

tick();
follow((data) => {
  cleared = data;
  draw();
});
start().catch(console.error);
