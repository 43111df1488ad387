/* What stands on the map: a vehicle with its direction, its number and its state as a shape; a pin. */

const SVG = "http://www.w3.org/2000/svg";

const STATES = ["plowing", "salting", "driving", "unknown"]; // shapes of public/_shapes.html
const ARROW = "M24 0l6.5 9h-13z";
const PIN = "M24 46C20 36 11 30 11 19a13 13 0 0 1 26 0c0 11-9 17-13 27z";

function draw(tag, attributes, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

function picture(...parts) {
  const svg = draw("svg", { viewBox: "0 0 48 48", width: 48, height: 48, "aria-hidden": "true" });
  svg.append(...parts.filter(Boolean));
  return svg;
}

/** A vehicle's picture; without a known direction there is no arrow. */
export function vehiclePicture({ alias, heading, state }) {
  const known = heading !== null && heading !== undefined;
  const shape = STATES.includes(state) ? state : "unknown";
  return picture(
    known && draw("path", { d: ARROW, class: "arrow", transform: `rotate(${Number(heading)} 24 24)` }),
    draw("use", { href: `#live-${shape}`, class: `shape ${shape}` }),
    draw("text", { x: 24, y: 24, class: "number" }, String(alias)),
  );
}

function icon(className, html, anchor) {
  return L.divIcon({ className, html, iconSize: [48, 48], iconAnchor: anchor });
}

/** A marker for a vehicle; `name` is what it is called. */
export function vehicleMark(vehicle, name) {
  const mark = L.marker([vehicle.lat, vehicle.lon], { keyboard: false, riseOnHover: true });
  return dress(mark, vehicle, name);
}

/** Give a vehicle's marker its new place, picture and name. */
export function dress(mark, vehicle, name) {
  const look = `${vehicle.alias} ${vehicle.heading} ${vehicle.state}`;
  mark.setLatLng([vehicle.lat, vehicle.lon]);
  if (mark.look !== look) {
    mark.setIcon(icon(`live-vehicle ${vehicle.state}`, vehiclePicture(vehicle), [24, 24]));
    mark.look = look;
  }
  mark.name = name;
  named(mark);
  return mark;
}

/** Leaflet makes the element anew with each icon and each time it is added. */
export function named(mark) {
  const element = mark.getElement();
  if (!element) return;
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", mark.name);
  element.title = mark.name;
}

/** A pin that is dragged, or moved by the arrow keys; `onMove(lat, lon)` hears where it is put. */
export function pinMark(map, lat, lon, name, onMove) {
  const html = picture(draw("path", { d: PIN, class: "pin" }), draw("circle", { cx: 24, cy: 19, r: 5, class: "eye" }));
  const pin = L.marker([lat, lon], { icon: icon("live-pin", html, [24, 46]), draggable: Boolean(onMove), zIndexOffset: 1000, keyboard: Boolean(onMove) });
  pin.addTo(map);
  const element = pin.getElement();
  element.setAttribute("role", onMove ? "button" : "img");
  element.setAttribute("aria-label", name);
  if (!onMove) return pin;
  const tell = () => onMove(pin.getLatLng().lat, pin.getLatLng().lng);
  pin.on("dragend", tell);
  element.addEventListener("keydown", (event) => {
    const step = { ArrowUp: [0, -8], ArrowDown: [0, 8], ArrowLeft: [-8, 0], ArrowRight: [8, 0] }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation(); // the map itself would move
    pin.setLatLng(map.containerPointToLatLng(map.latLngToContainerPoint(pin.getLatLng()).add(step)));
    tell();
  });
  return pin;
}
