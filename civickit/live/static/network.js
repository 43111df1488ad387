/* The streets of /network.json: which one lies where. */

const METRES = 111_195; // of a degree of latitude
const radians = (degrees) => (degrees * Math.PI) / 180;

/** Metres from a place to the nearest point of a line of [lat, lon], on the plane around the place. */
function away(line, lat, lon) {
  const east = METRES * Math.cos(radians(lat));
  let least = Infinity;
  let [x, y] = [(line[0][1] - lon) * east, (line[0][0] - lat) * METRES];
  for (let at = 1; at < line.length; at += 1) {
    const [nextX, nextY] = [(line[at][1] - lon) * east, (line[at][0] - lat) * METRES];
    const [dx, dy] = [nextX - x, nextY - y];
    const share = Math.max(0, Math.min(1, -(x * dx + y * dy) / (dx * dx + dy * dy || 1)));
    least = Math.min(least, Math.hypot(x + share * dx, y + share * dy));
    [x, y] = [nextX, nextY];
  }
  return least;
}

const CELL_DEG = 0.004;
const grids = new WeakMap(); // streets -> cell -> streets in it

/** The cells of a box, by name. */
function* cellsOf(south, west, north, east) {
  const edge = (degrees) => Math.floor(degrees / CELL_DEG);
  for (let row = edge(south); row <= edge(north); row += 1) {
    for (let column = edge(west); column <= edge(east); column += 1) yield `${row} ${column}`;
  }
}

function gridOf(streets) {
  if (grids.has(streets)) return grids.get(streets);
  const grid = new Map();
  for (const street of streets) {
    const cells = new Set();
    for (const line of street.lines) {
      for (let at = 1; at < line.length; at += 1) {
        const [[a, b], [c, d]] = [line[at - 1], line[at]];
        for (const cell of cellsOf(Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d))) cells.add(cell);
      }
    }
    for (const cell of cells) {
      if (grid.has(cell)) grid.get(cell).push(street);
      else grid.set(cell, [street]);
    }
  }
  grids.set(streets, grid);
  return grid;
}

/** Metres between two places that are not far apart. */
export function metres(lat, lon, otherLat, otherLon) {
  return METRES * Math.hypot(otherLat - lat, (otherLon - lon) * Math.cos(radians(lat)));
}

/** The street nearest to a place, within `mostM` metres: {street, distanceM}; null without one. */
export function nearest(streets, lat, lon, mostM) {
  const grid = gridOf(streets);
  const [high, wide] = [mostM / METRES, mostM / METRES / Math.cos(radians(lat))];
  const around = new Set();
  for (const cell of cellsOf(lat - high, lon - wide, lat + high, lon + wide)) {
    for (const street of grid.get(cell) || []) around.add(street);
  }
  let found = null;
  for (const street of around) {
    const distanceM = Math.min(...street.lines.map((line) => away(line, lat, lon)));
    if (distanceM <= mostM && !(found && found.distanceM <= distanceM)) found = { street, distanceM };
  }
  return found;
}

const placeOf = ([lat, lon]) => `${lat} ${lon}`;

/** The streets at each place where a line of one has a point. */
export function corners(streets) {
  const found = new Map();
  for (const street of streets) {
    for (const place of new Set(street.lines.flat().map(placeOf))) {
      if (found.has(place)) found.get(place).push(street);
      else found.set(place, [street]);
    }
  }
  return found;
}

/** The greatest other street at each end of a street, or null: [first, last]. */
export function endsOf(street, corners) {
  const ends = [street.lines[0][0], street.lines.at(-1).at(-1)];
  return ends.map((end) => {
    const others = corners.get(placeOf(end)).filter((one) => one.name && one.name !== street.name);
    others.sort((one, other) => (one.priority ?? 9) - (other.priority ?? 9) || (one.name < other.name ? -1 : 1));
    return others[0] || null;
  });
}

/** What civicMap draws. */
export function featuresOf(streets) {
  const lonLat = (line) => line.map(([lat, lon]) => [lon, lat]);
  const features = streets.map((street) => ({
    properties: { name: street.said },
    geometry: { type: "MultiLineString", coordinates: street.lines.map(lonLat) },
  }));
  return { features };
}
