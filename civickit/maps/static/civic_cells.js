/* civicCells: the points nearest to a place, out of cells that lie as files on any static host.
 *
 * maps/cells.py writes the cells and says what they look like. The search is the one of
 * core/nearest.py: places in space (metres from the centre of the earth, WGS84), the same
 * rounding, the same distances; only the tree is another one. It opens the cells that can still
 * hold a nearer point, the likeliest first, and no others.
 *
 * For pages, workers and service workers alike.
 */
"use strict";

globalThis.civicCells = (function () {
  const EQUATOR_RADIUS_M = 6378137;
  const FLATTENING = 1 / 298.257223563;
  const POLE2 = (1 - FLATTENING) ** 2;
  const POLAR_RADIUS_M = EQUATOR_RADIUS_M * (1 - FLATTENING);
  const SECOND_ECCENTRICITY = (EQUATOR_RADIUS_M / POLAR_RADIUS_M) ** 2 - 1;
  const RADIUS = 6371008.8;
  const GRAIN = 1.5 * 2 ** 33;
  const NEAR_M2 = 20000 ** 2;
  const BULGE = 1 / (24 * RADIUS ** 2);
  const SLACK_M = 0.01; // rounding may put a point so far outside its cell
  const AT_ONCE = 4; // cells asked for together: a phone waits longer for an answer than for bytes

  const radians = (degrees) => (degrees * Math.PI) / 180;
  const degrees = (radians) => (radians * 180) / Math.PI;
  const turn = (bearing) => (((bearing % 360) + 360) % 360) % 360;

  /* Places in space */

  function checkPoint(lat, lon) {
    if (!(lat >= -90 && lat <= 90)) throw new RangeError(`latitude ${lat} is not between -90 and 90`);
    if (!(lon >= -180 && lon <= 180)) throw new RangeError(`longitude ${lon} is not between -180 and 180`);
  }

  function stand(lat, lon) {
    const [phi, lam] = [radians(lat), radians(lon)];
    const [sinLat, cosLat, sinLon, cosLon] = [Math.sin(phi), Math.cos(phi), Math.sin(lam), Math.cos(lam)];
    const normal = EQUATOR_RADIUS_M / Math.sqrt(cosLat * cosLat + POLE2 * sinLat * sinLat);
    return {
      x: normal * cosLat * cosLon + GRAIN - GRAIN,
      y: normal * cosLat * sinLon + GRAIN - GRAIN,
      z: normal * POLE2 * sinLat + GRAIN - GRAIN,
      sinLat,
      cosLat,
      sinLon,
      cosLon,
    };
  }

  /* Distance and bearing at once: Vincenty's inverse formula, as in core/geo.py */

  function lag(sinAlpha, sigma, sinS, cosS, middle) {
    const cos2Alpha = 1 - sinAlpha * sinAlpha;
    const c = (FLATTENING / 16) * cos2Alpha * (4 + FLATTENING * (4 - 3 * cos2Alpha));
    const inner = middle + c * cosS * (2 * middle * middle - 1);
    return (1 - c) * FLATTENING * sinAlpha * (sigma + c * sinS * inner);
  }

  function series(cos2Alpha) {
    const root = Math.sqrt(1 + cos2Alpha * SECOND_ECCENTRICITY);
    const k = (root - 1) / (root + 1);
    return [(1 + (k * k) / 4) / (1 - k), k * (1 - (3 / 8) * k * k)];
  }

  function correction(bigB, sinS, cosS, middle) {
    const square = 2 * middle * middle - 1;
    const last = (bigB / 6) * middle * (4 * sinS * sinS - 3) * (4 * middle * middle - 3);
    return bigB * sinS * (middle + (bigB / 4) * (cosS * square - last));
  }

  function inverse(lat1, lon1, lat2, lon2) {
    if (lat1 === lat2 && lon1 === lon2) return [0, 0];
    const reduced = [lat1, lat2].map((lat) => Math.atan((1 - FLATTENING) * Math.tan(radians(lat))));
    const [sinU1, sinU2] = reduced.map(Math.sin);
    const [cosU1, cosU2] = reduced.map(Math.cos);
    const start = radians(turn(lon2 - lon1 + 180) - 180);
    let lam = start;
    for (let round = 0; round < 60; round++) {
      const [sinLam, cosLam] = [Math.sin(lam), Math.cos(lam)];
      const east = cosU2 * sinLam;
      const north = cosU1 * sinU2 - sinU1 * cosU2 * cosLam;
      const sinS = Math.hypot(east, north);
      if (sinS === 0) return cosLam > 0 ? [0, 0] : opposite(lat1, lon1, lat2, lon2);
      const cosS = sinU1 * sinU2 + cosU1 * cosU2 * cosLam;
      const sigma = Math.atan2(sinS, cosS);
      const sinAlpha = (cosU1 * east) / sinS;
      const cos2Alpha = 1 - sinAlpha * sinAlpha;
      const middle = cos2Alpha > 1e-15 ? cosS - (2 * sinU1 * sinU2) / cos2Alpha : 0;
      const before = lam;
      lam = start + lag(sinAlpha, sigma, sinS, cosS, middle);
      if (Math.abs(lam) > Math.PI) break;
      if (Math.abs(lam - before) < 1e-13) {
        const [scale, bigB] = series(cos2Alpha);
        const way = sigma - correction(bigB, sinS, cosS, middle);
        return [POLAR_RADIUS_M * scale * way, turn(degrees(Math.atan2(east, north)))];
      }
    }
    return opposite(lat1, lon1, lat2, lon2);
  }

  /** Nearly on the other side of the globe the formula fails: the sphere says enough there. */
  function opposite(lat1, lon1, lat2, lon2) {
    const [phi1, phi2, lam] = [radians(lat1), radians(lat2), radians(lon2 - lon1)];
    const east = Math.cos(phi2) * Math.sin(lam);
    const north = Math.cos(phi1) * Math.sin(phi2) - Math.sin(phi1) * Math.cos(phi2) * Math.cos(lam);
    const along = Math.sin(phi1) * Math.sin(phi2) + Math.cos(phi1) * Math.cos(phi2) * Math.cos(lam);
    const way = Math.atan2(Math.hypot(east, north), along);
    return [RADIUS * way, turn(degrees(Math.atan2(east, north)))];
  }

  /* The tree: two bits a node, from the top */

  const NOTHING = 0;
  const FILE = 1;
  const PARTS = 2;

  function plant(packed) {
    const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
    const marks = new Uint8Array(bytes.length * 4);
    for (let node = 0; node < marks.length; node++) marks[node] = (bytes[node >> 2] >> (2 * (node & 3))) & 3;
    const after = new Int32Array(marks.length + 1); // the node that follows all below this one
    for (let node = marks.length - 1; node >= 0; node--) {
      let next = node + 1;
      if (marks[node] === PARTS) for (let part = 0; part < 4; part++) next = after[next];
      after[node] = next;
    }
    return { marks, after };
  }

  const TOP = { node: 0, way: "", south: -90, west: -180, high: 180, wide: 360, bound: 0 };

  function parts({ after }, { node, way, south, west, high, wide }) {
    const found = [];
    let next = node + 1;
    for (let part = 0; part < 4; part++) {
      found.push({
        node: next,
        way: way + part,
        south: south + (part >> 1) * (high / 2),
        west: west + (part & 1) * (wide / 2),
        high: high / 2,
        wide: wide / 2,
      });
      next = after[next];
    }
    return found;
  }

  /** The square of a chord that no way from here into the cell can be shorter than.
   *
   * A chord² is what the half-plane through the axis sees of it (least at the cell's nearest
   * latitude) and what the turn adds: 4 ρ ρ' sin²(turn / 2), with the least ρ' of the cell.
   */
  function bound(here, { south, west, high, wide }) {
    const north = south + high;
    const lat = Math.min(Math.max(here.lat, south), north);
    const edge = stand(lat, 0);
    const up = here.z - edge.z;
    const out = here.out - edge.x;
    const past = turn(here.lon - west);
    const away = past <= wide ? 0 : Math.min(past - wide, 360 - past);
    const least = Math.max(0, stand(Math.abs(south) > Math.abs(north) ? south : north, 0).x);
    const sine = Math.sin(radians(away) / 2);
    const chord = Math.sqrt((lat === here.lat ? 0 : up * up + out * out) + 4 * here.out * least * sine * sine);
    return Math.max(0, chord - SLACK_M) ** 2;
  }

  /* What waits to be looked at, the nearest on top */

  class Heap {
    items = [];

    push(item) {
      const { items } = this;
      let at = items.push(item) - 1;
      while (at > 0 && items[(at - 1) >> 1].bound > item.bound) {
        items[at] = items[(at - 1) >> 1];
        at = (at - 1) >> 1;
      }
      items[at] = item;
    }

    pop() {
      const { items } = this;
      const top = items[0];
      const last = items.pop();
      if (!items.length) return top;
      let at = 0;
      for (;;) {
        let least = 2 * at + 1;
        if (least >= items.length) break;
        if (least + 1 < items.length && items[least + 1].bound < items[least].bound) least += 1;
        if (items[least].bound >= last.bound) break;
        items[at] = items[least];
        at = least;
      }
      items[at] = last;
      return top;
    }
  }

  const byChord = (a, b) => a.chord2 - b.chord2 || a.row - b.row;
  const byWay = (a, b) => a.distance_m - b.distance_m || a.row - b.row;

  function fileOf(way) {
    return `${(way.match(/.{1,4}/g) || ["all"]).join("/")}.json`;
  }

  class Cells {
    constructor(index, base, get) {
      this.version = index.version;
      this.count = index.points;
      this.missing = false; // whether a cell of the last search could not be had
      this._tree = plant(index.tree);
      this._base = base;
      this._get = get;
      this._cells = new Map(); // way -> a promise of its points
      this._loaded = new Map(); // way -> its points
    }

    /** At most n points {row, lat, lon, fields, distance_m, bearing_deg}, the nearest first. */
    async nearest(lat, lon, n, within_m) {
      checkPoint(lat, lon);
      this.missing = false;
      if (n === 0) return [];
      const here = { lat, lon, ...stand(lat, lon) };
      here.out = Math.hypot(here.x, here.y);
      let found = await this._search(here, n, within_m * within_m * (1 + 1e-12));
      let hits;
      if (found.length && found.at(-1).chord2 > NEAR_M2) {
        if (found.length === n) {
          const farthest = measureFar(here, found).at(-1).distance_m;
          found = await this._search(here, Infinity, chord2Of(Math.min(farthest, within_m)));
        }
        hits = measureFar(here, found);
      } else hits = measure(here, found);
      return hits.filter((hit) => hit.distance_m <= within_m).slice(0, n);
    }

    /** The points of the one cell in which a place lies. */
    async at(lat, lon) {
      checkPoint(lat, lon);
      let at = TOP;
      while (this._tree.marks[at.node] === PARTS) {
        const north = lat >= at.south + at.high / 2 ? 2 : 0;
        const east = lon >= at.west + at.wide / 2 ? 1 : 0;
        at = parts(this._tree, at)[north + east];
      }
      return this._tree.marks[at.node] === FILE ? this.cell(at.way) : [];
    }

    /** The ways of the cells that share ground with a cell, perhaps of another version. */
    under(way) {
      let at = TOP;
      for (const step of way) {
        if (this._tree.marks[at.node] !== PARTS) break;
        at = parts(this._tree, at)[Number(step)];
      }
      const found = [];
      const waiting = [at];
      while (waiting.length) {
        const one = waiting.pop();
        const mark = this._tree.marks[one.node];
        if (mark === FILE) found.push(one.way);
        else if (mark === PARTS) waiting.push(...parts(this._tree, one));
      }
      return found;
    }

    /** The ways of the cells in an area, or null when there are more than `most`. */
    inside(south, west, north, east, most) {
      const found = [];
      const waiting = [TOP];
      while (waiting.length) {
        const one = waiting.pop();
        const mark = this._tree.marks[one.node];
        const past = turn(west - one.west);
        const meets = past <= one.wide || 360 - past <= east - west;
        if (mark === NOTHING || one.south > north || one.south + one.high < south || !meets) continue;
        if (mark === PARTS) waiting.push(...parts(this._tree, one));
        else if (found.push(one.way) > most) return null;
      }
      return found;
    }

    /** The points of a cell; a file that is not this cell of this version is refused. */
    cell(way) {
      if (!this._cells.has(way)) {
        const file = this._base + fileOf(way);
        const load = this._get(file).then((cell) => {
          if (cell.version !== this.version || cell.cell !== way || !Array.isArray(cell.points)) {
            throw new Error(`${file} is not cell ${way} of ${this.version}`);
          }
          const points = cell.points.map(([row, lat, lon, ...fields]) => ({ row, lat, lon, fields, ...spot(lat, lon) }));
          this._loaded.set(way, points);
          return points;
        });
        this._cells.set(way, load);
        load.catch(() => this._cells.delete(way)); // the next question asks again
      }
      return this._cells.get(way);
    }

    /** Every point that has come so far. */
    loaded() {
      return [...this._loaded.values()].flat();
    }

    async _search(here, n, limit) {
      let found = [];
      const waiting = new Heap();
      waiting.push(TOP);
      for (;;) {
        const ways = this._next(waiting, here, limit);
        if (!ways.length) return found.sort(byChord);
        const cells = await Promise.allSettled(ways.map((way) => this.cell(way)));
        for (const { value, reason } of cells) {
          if (reason) {
            this.missing = true;
            console.warn(reason);
          }
          for (const point of value || []) {
            const [x, y, z] = [point.x - here.x, point.y - here.y, point.z - here.z];
            const chord2 = x * x + y * y + z * z;
            if (chord2 <= limit) found.push({ chord2, row: point.row, x, y, z, point });
          }
        }
        if (found.length > n) found = found.sort(byChord).slice(0, n);
        if (found.length === n) limit = found.sort(byChord).at(-1).chord2;
      }
    }

    /** The next few cells to open, none of them farther than the limit. */
    _next(waiting, here, limit) {
      const ways = [];
      while (ways.length < AT_ONCE && waiting.items.length && waiting.items[0].bound <= limit) {
        const one = waiting.pop();
        const mark = this._tree.marks[one.node];
        if (mark === FILE) ways.push(one.way);
        else if (mark === PARTS) {
          for (const part of parts(this._tree, one)) {
            if (this._tree.marks[part.node] !== NOTHING) waiting.push({ ...part, bound: bound(here, part) });
          }
        }
      }
      return ways;
    }
  }

  function spot(lat, lon) {
    const { x, y, z } = stand(lat, lon);
    return { x, y, z };
  }

  function hit({ point }, distance_m, bearing_deg) {
    const { row, lat, lon, fields } = point;
    return { row, lat, lon, fields, distance_m, bearing_deg };
  }

  function measure({ sinLat, cosLat, sinLon, cosLon }, found) {
    const hits = found.map((one) => {
      const chord = Math.sqrt(one.chord2);
      const east = cosLon * one.y - sinLon * one.x;
      const north = cosLat * one.z - sinLat * (cosLon * one.x + sinLon * one.y);
      return hit(one, chord + chord * one.chord2 * BULGE, turn(degrees(Math.atan2(east, north))));
    });
    return hits.sort(byWay);
  }

  function measureFar(here, found) {
    const hits = found.map((one) => hit(one, ...inverse(here.lat, here.lon, one.point.lat, one.point.lon)));
    return hits.sort(byWay);
  }

  function chord2Of(way) {
    const half = Math.min(way / (2 * RADIUS), Math.PI / 2);
    const chord = Math.min(way, 2 * RADIUS * Math.sin(half) * (1 + 1 / 290));
    return (chord + 1e-5) ** 2;
  }

  async function ask(file) {
    const reply = await fetch(file);
    if (!reply.ok) throw new Error(`${file}: ${reply.status}`);
    return reply.json();
  }

  /** The cells below the address `base`, which ends with a slash. `get` gives a file's JSON. */
  async function open(base, get = ask) {
    return new Cells(await get(`${base}index.json`), base, get);
  }

  return { open, fileOf, inverse };
})();
