/* How long ago a street was cleared, as one of the classes that maps and lists draw.
 *
 * public/streets.py has the same; tests/live/test_public_words.py holds the two together.
 */

const HOUR_S = 3600;

/** The classes in the order of the legend, newest first. */
export const CLASSES = ["h1", "h3", "h6", "old", "passed", "none"];

/** The class of a street: `claim` of the ledger, `last` and `now` in seconds since 1970. */
export function classOf(claim, last, now) {
  if (claim === "passed") return "passed";
  if (claim !== "worked") return "none";
  const hours = (now - last) / HOUR_S;
  return hours < 1 ? "h1" : hours < 3 ? "h3" : hours < 6 ? "h6" : "old";
}

/** Rows of a compact feed ({fields: [...], <rows>: [[...], ...]}) as objects. */
export function rowsOf({ fields, ...feed }) {
  const rows = feed.streets || feed.vehicles || [];
  return rows.map((row) => Object.fromEntries(fields.map((field, at) => [field, row[at]])));
}
