/* Reports on a map: all of a list as points that lead to their pages, or one as a pin. */

const RADIUS_PX = 11;

async function mapIn(box) {
  const { liveMap } = await import(document.querySelector("script[data-map]").dataset.map);
  box.hidden = false; // before the map measures itself
  const map = await liveMap(box.querySelector("[data-live-map]"), { streets: false });
  map.drawStreets().catch(() => {}); // points are of use without them
  return map;
}

function addPoint(map, { geometry, properties }, name) {
  const [lon, lat] = geometry.coordinates;
  const point = L.circleMarker([lat, lon], { radius: RADIUS_PX, className: `report-point ${properties.status}` });
  point.bindTooltip(name).addTo(map.leaflet);
  point.on("click", () => { location.href = properties.page; });
}

async function showPoints(box) {
  const answer = await fetch(box.dataset.points);
  if (!answer.ok) return; // the list below says the same
  const { features } = await answer.json();
  const shown = features.filter((one) => one.properties.status === box.dataset.show);
  const kinds = JSON.parse(box.dataset.kinds);
  const map = await mapIn(box);
  for (const one of shown) addPoint(map, one, kinds[`report_kind_${one.properties.kind}`] || one.properties.kind);
}

async function showPin(box) {
  const map = await mapIn(box);
  const { lat, lon } = box.dataset;
  map.pin(Number(lat), Number(lon));
  map.leaflet.setView([lat, lon], 16, { animate: false });
}

const list = document.querySelector("[data-points]");
const one = document.querySelector("[data-shows-pin]");
if (list?.querySelector("[data-live-map]")) showPoints(list);
if (one?.querySelector("[data-live-map]")) showPin(one);
