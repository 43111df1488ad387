/* The pin of a report: put by a tap, by one's location, or in the middle of the map and moved by
 * the arrow keys. */

const LOOK_ZOOM = 17;
const LOCATE = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 };

export async function placePin(form, liveMap) {
  const box = form.querySelector("[data-pin]");
  const said = box.querySelector("[data-said]");
  const remove = box.querySelector("[data-remove]");
  const { lat: latField, lon: lonField } = form.elements;
  box.hidden = false; // before the map measures itself
  const element = box.querySelector("[data-live-map]");
  const map = await liveMap(element, { streets: false, pick: (at) => tapped(at.lat, at.lon) });
  map.drawStreets().catch(() => {}); // the pin needs none: a tap counts from the first moment on

  function tell(lat, lon) {
    latField.value = lat.toFixed(6);
    lonField.value = lon.toFixed(6);
    const { street } = map.at({ lat, lng: lon });
    const place = street?.said
      ? box.dataset.near.replace("{street}", street.said)
      : `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
    said.textContent = box.dataset.set.replace("{place}", place);
    remove.hidden = false;
  }

  function put(lat, lon) {
    const mark = map.pin(lat, lon, tell);
    tell(lat, lon);
    return mark;
  }

  /** Near enough for the pin to be put to the house. */
  function look(lat, lon) {
    map.leaflet.setView([lat, lon], Math.max(map.leaflet.getZoom(), LOOK_ZOOM), { animate: false });
  }

  function tapped(lat, lon) {
    put(lat, lon);
    if (map.leaflet.getZoom() < LOOK_ZOOM) look(lat, lon);
  }

  box.querySelector("[data-middle]").addEventListener("click", () => {
    const { lat, lng } = map.leaflet.getCenter();
    put(lat, lng).getElement().focus();
  });
  remove.addEventListener("click", () => {
    map.pinned?.remove();
    latField.value = lonField.value = "";
    said.textContent = box.dataset.none;
    remove.hidden = true;
    box.querySelector("[data-middle]").focus();
  });
  box.querySelector("[data-here]").addEventListener("click", () => {
    said.textContent = box.dataset.locating;
    const failed = () => { said.textContent = box.dataset.failed; };
    if (!navigator.geolocation) { failed(); return; }
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      look(coords.latitude, coords.longitude);
      put(coords.latitude, coords.longitude);
    }, failed, LOCATE);
  });

  const lat = Number.parseFloat(latField.value);
  const lon = Number.parseFloat(lonField.value);
  if (Number.isFinite(lat) && Number.isFinite(lon)) {
    look(lat, lon);
    put(lat, lon);
  }
}
