/* The vehicles as they come: the list, its count, and the calm notices about the feed. */

import { latest, poll } from "../live/feed.js";
import { rowsOf } from "../live/age.js";
import { vehiclePicture } from "../live/marks.js";
import { nearest } from "../live/network.js";
import { copyOf, fill, find, nameOf, now, say, setClock, settings } from "./page.js";

const EVERY_MS = 10_000;
const BESIDE_M = 60;

function notice(name, text, shown) {
  const box = find(`[data-notice="${name}"]`);
  if (text) box.textContent = text;
  box.hidden = !shown;
}

/** What is told of the feed; `data` is null where nothing is known at all. */
function notices(data, offline) {
  const when = data && data.at ? say.clock(data.at, now()) : "";
  notice("offline", say.text(when ? "live_offline_since" : "live_offline", { when }), offline);
  if (!data) return;
  notice("season", "", !data.season);
  notice("stale", say.text(when ? "live_stale" : "live_silent", { when }), data.season && data.stale && !offline);
}

function lineOf(row, streets) {
  const line = copyOf(find("template[data-vehicle]"));
  line.dataset.alias = row.alias;
  find(".vehicle-sign", line).append(vehiclePicture(row));
  const near = nearest(streets, row.lat, row.lon, BESIDE_M);
  const where = near ? say.text("live_say_near", { street: nameOf(near.street) }) : "";
  fill(line, { name: say.text("live_vehicle_n", { n: row.alias }), state: say.text(`state_${row.state}`), where });
  const age = find("[data-ago]", line);
  age.dataset.ago = row.at;
  age.textContent = say.ago(now() - row.at);
  return line;
}

let rows = [];

/** Write the list again, now that the streets are known. */
export function refresh(streets) {
  rows.sort((one, other) => one.alias - other.alias);
  find("[data-vehicles]").replaceChildren(...rows.map((row) => lineOf(row, streets)));
  find("[data-no-vehicles]").hidden = rows.length > 0;
  find("[data-vehicle-count]").textContent = say.text("live_vehicles_count", { n: rows.length });
}

/** Ask again and again; `changed(live)` hears what came. `streets()` gives those known so far. */
export function follow({ streets, changed }) {
  poll(async () => {
    const { data, offline } = await latest(settings.live);
    if (data && !offline) notice("clock", "", setClock(data) !== 0);
    notices(data, offline);
    if (data) {
      rows = rowsOf(data);
      refresh(streets());
      changed(data);
    }
    return !offline;
  }, EVERY_MS);
}
