/* Where a report is, on the map of its page. */

import { liveMap } from "../live/map.js";

const frame = document.querySelector("[data-place]");
const [lat, lon] = frame.dataset.place.split(",").map(Number);
const map = await liveMap(frame.querySelector("[data-live-map]"));
map.pin(lat, lon);
map.leaflet.setView([lat, lon], 16, { animate: false });
