/* Reports on the map: a round sign each; the lists beside it hold the same as links. */

/** Marks on a Leaflet map; `show(reports)` takes them as /desk/live.json tells them. */
export function reportMarks(leaflet, pageOf, words) {
  const layer = L.layerGroup().addTo(leaflet);
  const marks = new Map();

  function make({ id, lat, lon, status, urgent }) {
    const className = `report-mark ${status}${urgent ? " urgent" : ""}`;
    const icon = L.divIcon({ className, html: "<span>!</span>", iconSize: [44, 44] });
    const name = words.desk_live_report.replace("{id}", id);
    // Vehicles stay above: sixty reports must not hide who could go there.
    const zIndexOffset = urgent ? -500 : -1000;
    const mark = L.marker([lat, lon], { icon, zIndexOffset, keyboard: false, title: name, alt: name });
    mark.on("click", () => location.assign(pageOf(id)));
    return mark.addTo(layer);
  }

  return {
    show(reports) {
      const placed = new Map(reports.filter((one) => one.lat !== null).map((one) => [`${one.id} ${one.status}`, one]));
      for (const [key, mark] of marks) {
        if (placed.has(key)) continue;
        mark.remove();
        marks.delete(key);
      }
      for (const [key, one] of placed) if (!marks.has(key)) marks.set(key, make(one));
    },
  };
}
