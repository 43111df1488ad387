/* One street: kept true, marked on the map, remembered and shared. */

import { CHANGED } from "../live/clock.js";
import { liveMap } from "../live/map.js";
import { follow as followFeed } from "./feed_notices.js";
import { remember } from "./mine.js";
import { find, now, say, tell, tick } from "./page.js";
import { follow } from "./states.js";

const { street, name, between, lat, lon } = find("[data-street]").dataset;
let map = null;
let cleared = null;
let live = null;

function draw() {
  if (map && cleared) map.setStreets(cleared, now());
  if (map && live) map.setVehicles(live, (row) => say.vehicle(row, now()));
}

async function start() {
  map = await liveMap(find("[data-live-map]"));
  map.mark(street);
  draw();
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
followFeed((data) => {
  live = data;
  draw();
});
follow((data) => {
  cleared = data;
  draw();
});
start().catch(console.error);
