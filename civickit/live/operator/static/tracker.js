/* operatorTracker: where the vehicle is, from start to stop and at no other time.
 *
 * `take(fix)` gets a position that is worth keeping, in the words of OwnTracks: every few
 * seconds while the vehicle moves, one a minute while it stands. `heard(accuracyM)` is called for
 * every position, `failed(why)` with 'denied', 'no_gps' or 'insecure'.
 */
"use strict";

window.operatorTracker = function ({ everyMs, take, heard, failed }) {
  const STANDING_MS = 60_000;
  const MOVED_M = 10;
  const OPTIONS = { enableHighAccuracy: true, maximumAge: 0, timeout: 30_000 };
  const KMH = 3.6;
  const RADIUS_M = 6_371_000;
  const WHY = { 1: "denied", 2: "no_gps", 3: "no_gps" };

  let watch = null;
  let look = 0;
  let since = 0;
  let last = null;
  let heardAt = 0;

  const radians = (degrees) => (degrees * Math.PI) / 180;
  const round = (number, digits) => Number(number.toFixed(digits));

  /** Metres between two positions that are near each other. */
  function away(one, other) {
    const x = radians(other.longitude - one.longitude) * Math.cos(radians(one.latitude));
    return RADIUS_M * Math.hypot(x, radians(other.latitude - one.latitude));
  }

  function worthKeeping({ coords, timestamp }) {
    if (!last) return true;
    const gap = timestamp - last.timestamp;
    return gap >= STANDING_MS || (gap >= everyMs && away(last.coords, coords) >= MOVED_M);
  }

  function fixOf({ coords, timestamp }) {
    const fix = { _type: "location", tst: timestamp / 1000, lat: round(coords.latitude, 6), lon: round(coords.longitude, 6) };
    fix.acc = round(coords.accuracy, 1);
    if (coords.speed !== null) fix.vel = round(coords.speed * KMH, 1);
    if (coords.heading !== null && !Number.isNaN(coords.heading)) fix.cog = round(coords.heading, 1);
    return fix;
  }

  function hear(position) {
    if (watch === null || position.timestamp < since) return; // from before the start
    heardAt = Date.now();
    heard(position.coords.accuracy);
    if (!worthKeeping(position)) return;
    last = { coords: position.coords, timestamp: position.timestamp };
    take(fixOf(position));
  }

  function fail({ code }) {
    if (watch !== null) failed(WHY[code]);
  }

  /** Ask to be told, once more where the phone has forgotten it; the first answer comes at once. */
  function again() {
    if (watch !== null) navigator.geolocation.clearWatch(watch);
    watch = navigator.geolocation.watchPosition(hear, fail, OPTIONS);
  }

  /** A vehicle that stands is heard of only when it is asked; so is a permission given meanwhile. */
  function ask() {
    if (Date.now() - heardAt >= STANDING_MS) again();
  }

  function start(at) {
    if (watch !== null) return;
    if (!navigator.geolocation || !isSecureContext) {
      failed("insecure");
      return;
    }
    since = at;
    last = null;
    heardAt = Date.now();
    again();
    look = setInterval(ask, STANDING_MS / 2);
  }

  function stop() {
    if (watch !== null) navigator.geolocation.clearWatch(watch);
    clearInterval(look);
    watch = null;
  }

  return { start, stop, again: () => watch !== null && again() };
};
