/* A storm out of /history/<storm>.json: who was where at a moment, and how each street stood. */

import { classOf } from "../live/age.js";

const E5 = 100_000;

/** The positions of a drive: times in seconds, and the places then. */
function drive(part, states) {
  const found = { times: [], lats: [], lons: [], states: [] };
  let [time, lat, lon] = [0, 0, 0];
  for (let at = 0; at < part.length; at += 4) {
    [time, lat, lon] = [time + part[at], lat + part[at + 1], lon + part[at + 2]];
    found.times.push(time);
    found.lats.push(lat / E5);
    found.lons.push(lon / E5);
    found.states.push(states[part[at + 3]]);
  }
  return found;
}

/** The place of the last time that is not after `t`; -1 before the first. */
function before(times, t) {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= t) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function between({ times, lats, lons, states }, at, t) {
  const next = Math.min(at + 1, times.length - 1);
  const share = next > at ? (t - times[at]) / (times[next] - times[at]) : 0;
  const [north, east] = [lats[next] - lats[at], (lons[next] - lons[at]) * Math.cos((lats[at] * Math.PI) / 180)];
  const heading = north || east ? ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360 : null;
  return { lat: lats[at] + share * north, lon: lons[at] + share * (lons[next] - lons[at]), heading, state: states[at] };
}

/** When each street was worked for the first time, in order. */
function firstsOf(events) {
  const known = new Set();
  const isFirst = ([, id, claim]) => claim === "worked" && !known.has(id) && known.add(id);
  return events.filter(isFirst).map(([at]) => at);
}

export class Film {
  #next; // the first event that is still to come
  #worked;
  #passed;

  constructor(told) {
    this.from = told.from;
    this.lengthS = told.until - told.from;
    this.vehicles = told.vehicles.map(({ alias, parts }) => ({ alias, drives: parts.map((part) => drive(part, told.states)) }));
    this.events = told.streets; // [seconds, id, claim] by time
    this.firsts = firstsOf(told.streets);
    this.#rewind();
  }

  #rewind() {
    this.#next = 0;
    this.#worked = new Map(); // id -> seconds
    this.#passed = new Set();
  }

  /** Take in what happened until `t`; a step back begins anew. */
  #goTo(t) {
    if (this.#next && this.events[this.#next - 1][0] > t) this.#rewind();
    for (; this.#next < this.events.length && this.events[this.#next][0] <= t; this.#next += 1) {
      const [at, id, claim] = this.events[this.#next];
      if (claim === "worked") this.#worked.set(id, at);
      else this.#passed.add(id);
    }
  }

  /** Every vehicle that was under way `t` seconds after the beginning. */
  vehiclesAt(t) {
    const found = [];
    for (const { alias, drives } of this.vehicles) {
      for (const one of drives) {
        const at = before(one.times, t);
        if (at < 0 || t > one.times.at(-1)) continue;
        found.push({ alias, ...between(one, at, t) });
        break;
      }
    }
    return found;
  }

  /** {id: class} of the streets that were passed or worked by then. */
  classesAt(t) {
    this.#goTo(t);
    const classes = new Map();
    for (const id of this.#passed) classes.set(id, "passed");
    for (const [id, at] of this.#worked) classes.set(id, classOf("worked", at, t));
    return classes;
  }

  /** How many streets had been worked by then. */
  workedAt(t) {
    return before(this.firsts, t) + 1;
  }

  /** The ends of the full hours, and the last moment, in seconds from the beginning. */
  hours() {
    const found = [];
    for (let t = 3600 - (this.from % 3600); t < this.lengthS; t += 3600) found.push(t);
    return [...found, this.lengthS];
  }
}
