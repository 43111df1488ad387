/* The vehicles as they come: the list, and its count. */

import { rowsOf } from "../live/age.js";
import { vehiclePicture } from "../live/marks.js";
import { nearest } from "../live/network.js";
import { follow as followFeed } from "./feed_notices.js";
import { copyOf, fill, find, nameOf, now, say } from "./page.js";

const BESIDE_M = 60;

function write(line, row, streets) {
  const look = `${row.heading} ${row.state}`;
  if (line.dataset.look !== look) find(".vehicle-sign", line).replaceChildren(vehiclePicture(row));
  Object.assign(line.dataset, { alias: row.alias, look });
  const near = nearest(streets, row.lat, row.lon, BESIDE_M);
  const where = near ? say.text("live_say_near", { street: nameOf(near.street) }) : "";
  fill(line, { name: say.text("live_vehicle_n", { n: row.alias }), state: say.text(`state_${row.state}`), where });
  const age = find("[data-ago]", line);
  age.dataset.ago = row.at;
  age.textContent = say.ago(now() - row.at);
}

let rows = null; // until a feed has come, what the server wrote stays

/** Write the list again, now that the streets are known. A line stays where it is: it may be read just now. */
export function refresh(streets) {
  if (!rows) return;
  const list = find("[data-vehicles]");
  const lines = new Map(Array.from(list.children, (line) => [line.dataset.alias, line]));
  rows.sort((one, other) => one.alias - other.alias);
  const wanted = new Set(rows.map(({ alias }) => String(alias)));
  for (const [alias, line] of lines) if (!wanted.has(alias)) line.remove();
  rows.forEach((row, at) => {
    const line = lines.get(String(row.alias)) || copyOf(find("template[data-vehicle]"));
    write(line, row, streets);
    if (list.children[at] !== line) list.insertBefore(line, list.children[at] || null);
  });
  find("[data-no-vehicles]").hidden = rows.length > 0;
  find("[data-vehicle-count]").textContent = say.text("live_vehicles_count", { n: rows.length });
}

/** Ask again and again; `changed(live)` hears what came. `streets()` gives those known so far. */
export function follow({ streets, changed }) {
  followFeed((data) => {
    rows = rowsOf(data);
    refresh(streets());
    changed(data);
  });
}
