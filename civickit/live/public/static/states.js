/* The streets' states as they come, for whatever on the page shows them. */

import { CLASSES, classOf, rowsOf } from "../live/age.js";
import { CHANGED } from "../live/clock.js";
import { latest, poll } from "../live/feed.js";
import { all, fill, find, now, say, settings, sign } from "./page.js";

const EVERY_MS = 30_000;
const ofPage = all("[data-id][data-known]").map(({ dataset }) => [dataset.id, JSON.parse(dataset.known)]);
let rows = new Map(ofPage.filter(([, row]) => row)); // id as text -> row; first what the server wrote
let come = false; // whether a feed has: without one, no record does not mean that there is none

const rowOf = (id) => rows.get(String(id));

/** What is known of a street, in words; of one of which nothing is known yet, nothing. */
export function saidOf(id) {
  const row = rowOf(id);
  return come || row ? say.card(row, now()) : { head: "", evidence: "", share: "", sure: "" };
}

const ageOf = (row) => (row ? classOf(row.claim, row.last, now()) : "none");

/** Write what is known of a street into a card or a line of a list. */
export function show(element, id) {
  fill(element, saidOf(id));
  sign(element, ageOf(rowOf(id)));
}

/** The rows of which something is known, the last cleared first. */
export function newest(most) {
  return [...rows.values()].sort((one, other) => other.last - one.last).slice(0, most);
}

function showAll() {
  for (const element of all("[data-id]")) if (come || rowOf(element.dataset.id)) show(element, element.dataset.id);
  for (const element of all("[data-known]:not([data-id])")) fill(element, say.card(JSON.parse(element.dataset.known), now()));
}

document.addEventListener(CHANGED, showAll);

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
    come ||= Boolean(data);
    showAll();
    changed(data, offline);
    return !offline;
  }, EVERY_MS);
}
