/* The map of a live app: streets by the time since they were cleared, vehicles, a pin.
 *
 *   const map = await liveMap(element, { pick: ({ lat, lon, street }) => … });
 *   map.setStreets(cleared, now);          // what /cleared.json says, and the time in seconds
 *   map.setVehicles(live, (one) => "…");   // what /live.json says, and how each is called
 *   map.pin(lat, lon, (lat, lon) => …);    // without the function it stays where it is
 *
 * The element is public/_map.html: it says where the streets lie and how things are called.
 * public/_map_scripts.html brings Leaflet and civicMap, which may come after this.
 */

import { classOf, rowsOf } from "./age.js";
import { keptForGood } from "./feed.js";
import { dress, named, pinMark, vehicleMark } from "./marks.js";
import { featuresOf, nearest } from "./network.js";

const [MANY, NEAR_ZOOM] = [40, 14];
const TAP_PX = 28; // a street this near to a tap was meant

// Width in pixels at zoom 16; public/_legend.html shows the same patterns.
const STYLES = {
  none: { color: "--live-none", edge: "--live-none-edge", width: 4 },
  passed: { color: "--civic-street", edge: "--live-passed", width: 5 },
  old: { color: "--live-old", edge: "--live-dash-edge", width: 6, dash: [1, 14] },
  h6: { color: "--live-h6", edge: "--live-dash-edge", width: 6, dash: [12, 16] },
  h3: { color: "--live-h3", edge: "--live-edge", width: 7 },
  h1: { color: "--live-h1", edge: "--live-edge", width: 11 },
};

/** Leaflet and civicMap come by deferred scripts, which have run when the page has loaded. */
async function loaded() {
  if (!window.civicMap && document.readyState !== "complete") {
    await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  }
  if (!window.civicMap) throw new Error("the scripts of the map did not come");
}

class LiveMap {
  #marks = new Map(); // alias -> marker
  #shown = null; // the street that is marked

  constructor(element, { pick, vehicle }) {
    this.told = JSON.parse(element.dataset.liveMap);
    this.streets = [];
    this.leaflet = civicMap.map(element, this.told.map);
    if (this.told.map.tiles) civicMap.tiles(this.leaflet, this.told.map.tiles.url, this.told.map.tiles);
    this.vehicles = L.layerGroup().addTo(this.leaflet);
    this.onVehicle = vehicle;
    this.leaflet.on("zoomend", () => this.#crowd());
    if (pick) this.leaflet.on("click", ({ latlng }) => pick(this.at(latlng.wrap())));
  }

  /** Draw the ground and the streets; what is not known yet is drawn as not cleared. */
  async drawStreets() {
    const { land, network } = this.told;
    if (land) civicMap.areas(this.leaflet, await keptForGood(land), { by: "kind" });
    const { streets } = await keptForGood(network);
    const lang = document.documentElement.dataset.lang;
    this.streets = streets.map((one) => ({ ...one, said: (lang === "en" && one.name_en) || one.name }));
    this.lines = civicMap.lines(this.leaflet, featuresOf(this.streets), { styles: STYLES, labelsFrom: 16 });
    await this.lines.ready;
    this.setClasses(new Map());
  }

  setStreets(cleared, now) {
    const classes = new Map(rowsOf(cleared).map((row) => [row.id, classOf(row.claim, row.last, now)]));
    this.setClasses(classes);
  }

  /** {id: class of age.js}; a street that is not in it is not cleared. */
  setClasses(classes) {
    this.lines?.restyle(this.streets.map(({ id }) => classes.get(id) || "none"));
  }

  setVehicles(live, labelOf) {
    this.setRows(rowsOf(live), labelOf);
  }

  /** The vehicles as objects with alias, lat, lon, heading and state. */
  setRows(vehicles, labelOf) {
    const rows = new Map(vehicles.map((row) => [row.alias, row]));
    for (const [alias, mark] of this.#marks) {
      if (rows.has(alias)) continue;
      mark.remove();
      this.#marks.delete(alias);
    }
    for (const [alias, row] of rows) {
      const mark = this.#marks.get(alias);
      if (mark) dress(mark, row, labelOf(row));
      else this.#marks.set(alias, this.#add(row, labelOf(row)));
    }
    this.#crowd();
  }

  /** Many vehicles seen from far are drawn small, so that the streets can be seen. */
  #crowd() {
    const far = this.#marks.size > MANY && this.leaflet.getZoom() < NEAR_ZOOM;
    this.leaflet.getContainer().classList.toggle("live-far", far);
  }

  #add(row, name) {
    const mark = vehicleMark(row, name).addTo(this.vehicles);
    named(mark);
    mark.on("click", () => (this.onVehicle ? this.onVehicle(row.alias) : this.#tell(mark)));
    return mark;
  }

  #tell(mark) {
    const content = Object.assign(document.createElement("p"), { textContent: mark.name });
    civicMap.tools.popup(this.leaflet, mark.getLatLng(), content, mark.name, false, () => {});
  }

  /** {lat, lon, street}: the street that a tap there means, or null. */
  at({ lat, lng }) {
    const point = this.leaflet.latLngToContainerPoint([lat, lng]);
    const beside = this.leaflet.containerPointToLatLng(point.add([TAP_PX, 0]));
    const found = nearest(this.streets, lat, lng, this.leaflet.distance([lat, lng], beside));
    return { lat, lon: lng, street: found && found.street };
  }

  /** Mark one street and look at it; null takes the mark away. */
  mark(id, { look = true } = {}) {
    const street = this.streets.find((one) => String(one.id) === String(id));
    this.#shown?.remove();
    this.#shown = street ? L.polyline(street.lines, { className: "live-chosen", interactive: false }).addTo(this.leaflet) : null;
    if (street && look) this.leaflet.fitBounds(this.#shown.getBounds(), { maxZoom: 16, padding: [60, 60], animate: false });
    return street || null;
  }

  pin(lat, lon, onMove) {
    this.pinned?.remove();
    this.pinned = pinMark(this.leaflet, lat, lon, this.told.words.pin, onMove);
    return this.pinned;
  }

  fit() {
    this.leaflet.fitBounds(this.told.map.bounds, { animate: false });
  }
}

/** Say in the element that there is no map: an empty one would look like a town without streets. */
function sorry(element) {
  const { words } = JSON.parse(element.dataset.liveMap);
  const note = Object.assign(document.createElement("p"), { className: "civic-note", textContent: words.failed });
  note.setAttribute("role", "alert");
  element.append(note);
}

/** A map in the element. `pick` hears of taps, `vehicle(alias)` of a vehicle that is chosen. */
export async function liveMap(element, { pick, vehicle, streets = true } = {}) {
  try {
    await loaded();
    const map = new LiveMap(element, { pick, vehicle });
    if (streets) await map.drawStreets();
    return map;
  } catch (error) {
    sorry(element);
    throw error;
  }
}
