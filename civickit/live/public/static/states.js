/* The streets' states as they come, for whatever on the page shows them. */

import { CLASSES, classOf, rowsOf } from "../live/age.js";
import { CHANGED } from "../live/clock.js";
import { latest, poll } from "../live/feed.js";
import { all, fill, find, now, say, settings, sign } from "./page.js";

const EVERY_MS = 30_000;
let rows = new Map(); // id as text -> row

/** The row of a street, or undefined. */
export const rowOf = (id) => rows.get(String(id));

export const ageOf = (row) => (row ? classOf(row.claim, row.last, now()) : "none");

/** Write what is known of a street into a card or a line of a list. */
export function show(element, id) {
  const row = rowOf(id);
  fill(element, say.card(row, now()));
  sign(element, ageOf(row));
}

/** The rows of which something is known, the last cleared first. */
export function newest(most) {
  return [...rows.values()].sort((one, other) => other.last - one.last).slice(0, most);
}

function showAll() {
  for (const element of all("[data-id]")) show(element, element.dataset.id);
}

document.addEventListener(CHANGED, () => rows.size && showAll());

/** How many streets there are of each class. */
export function count(streets) {
  const counts = Object.fromEntries(CLASSES.map((age) => [age, 0]));
  for (const { id } of streets) counts[ageOf(rowOf(id))] += 1;
  for (const [age, many] of Object.entries(counts)) {
    const place = find(`[data-count="${age}"]`);
    if (place) place.textContent = many;
  }
}

/** Ask again and again; `changed(cleared, offline)` hears what came, also when it is an old copy. */
export function follow(changed) {
  poll(async () => {
    const { data, offline } = await latest(settings.streets);
    if (data) rows = new Map(rowsOf(data).map((row) => [String(row.id), row]));
    if (data) showAll();
    changed(data, offline);
    return !offline;
  }, EVERY_MS);
}
