/* The home page: one's own street first, the lists, then the map. */

import { CHANGED } from "../live/clock.js";
import { keptForGood } from "../live/feed.js";
import { liveMap } from "../live/map.js";
import { follow as followBoard, refresh } from "./board.js";
import { Mine } from "./mine.js";
import { Nearest } from "./nearest.js";
import { addressOf, betweenOf, copyOf, fill, find, nameOf, now, say, settings, tick } from "./page.js";
import { count, follow as followStates, newest, show } from "./states.js";

let map = null; // when it has come
let cleared = null;
let live = null;
let streets = []; // when they have come
const network = keptForGood(settings.network).then((found) => (streets = found.streets));
network.then(() => refresh(streets), console.error);

const mine = settings.cleared ? new Mine({ streets: () => network, shown: (id) => map && map.mark(id) }) : null;
const near = settings.cleared ? null : new Nearest();

function showStreets() {
  count(streets);
  const list = find("[data-newest]");
  if (list.contains(document.activeElement)) return; // never take a link away from under a finger
  const names = new Map(streets.map((one) => [String(one.id), one]));
  const rows = newest(10).filter((row) => names.has(String(row.id)));
  const shown = Array.from(list.children, ({ dataset }) => dataset.id);
  if (shown.join() === rows.map(({ id }) => id).join()) return; // each line is kept true where it is
  list.replaceChildren(...rows.map((row) => lineOf(names.get(String(row.id)))));
  find("[data-no-streets]").hidden = rows.length > 0;
}

function lineOf(street) {
  const line = copyOf(find("template[data-row]"));
  line.dataset.id = street.id;
  find("a", line).href = addressOf(settings.street, street.id);
  fill(line, { name: nameOf(street), between: betweenOf(street, streets), key: String(street.id) });
  show(line, street.id);
  return line;
}

function draw() {
  if (!map) return;
  if (cleared) map.setStreets(cleared, now());
  if (live) map.setVehicles(live, (row) => say.vehicle(row, now()));
}

async function start() {
  map = await liveMap(find("[data-live-map]"), {
    pick: (place) => (mine ? mine.tapped(place) : near.at(place.lat, place.lon)),
    vehicle: (alias) => find(`[data-alias="${alias}"]`)?.scrollIntoView({ block: "center" }),
  });
  if (mine && mine.id !== null) map.mark(mine.id);
  draw();
}

document.addEventListener(CHANGED, () => {
  if (cleared && streets.length) showStreets();
  draw();
});

tick();
followBoard({
  streets: () => streets,
  changed: (data) => {
    live = data;
    if (near) near.vehicles(data);
    draw();
  },
});
if (mine) {
  followStates((data) => {
    cleared = data;
    if (streets.length) showStreets();
    draw();
  });
  network.then(() => cleared && showStreets(), console.error);
}
for (const hint of document.querySelectorAll("[data-tap]")) hint.hidden = false;
start().catch(console.error);
