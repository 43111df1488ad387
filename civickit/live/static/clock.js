/* What time it is, also on a phone of which the clock is wrong: "cleared just now" would else be said
 * of every street by a clock that is slow.
 *
 * The feed tells it: nobody sends from the future, and a vehicle that has been silent for `silentS`
 * seconds is in it no more.
 */

const SLACK_S = 120;
export const CHANGED = "civic-clock"; // an event of the document: all ages are others now

let aheadS = 0; // by so much this clock is ahead of the city's

/** Seconds since 1970. */
export const now = () => Date.now() / 1000 - aheadS;

/** Hear of a feed that has just come from the server; gives by how many seconds this clock is off. */
export function hear({ at, delay_s: delayS }, silentS) {
  if (at === null) return aheadS;
  const since = Date.now() / 1000 - at - delayS;
  const before = aheadS;
  aheadS = since < -SLACK_S || since > silentS + SLACK_S ? Math.floor(since) : 0; // never before the newest
  if (aheadS !== before) document.dispatchEvent(new Event(CHANGED));
  return aheadS;
}
