/* civicMap: Leaflet maps that a whole town can use. This file: the map itself, its words, symbols
 * and controls. civic_points.js and civic_lines.js add the layers.
 *
 * Texts of the data reach the page through textContent only, never as HTML.
 * Words come from outside (options.words), so that each language is one file elsewhere.
 */
"use strict";

window.civicMap = (function () {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

  /* Small things */

  function make(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  function say(map, key, values) {
    const text = (map.civicWords || {})[key] || key;
    return text.replace(/\{(\w+)\}/g, (all, name) => (values && name in values ? values[name] : all));
  }

  function plain(text) {
    return make("p", { textContent: text }).innerHTML;
  }

  // A town across 180° is one town: longitudes are taken within half a turn of the first one.
  function beside(lon, reference) {
    return lon + 360 * Math.round((reference - lon) / 360);
  }

  // Spherical Mercator in pixels of zoom 0, so that zooming is one multiplication.
  function worldX(lon) {
    return (lon / 360 + 0.5) * 256;
  }

  function worldY(lat) {
    const radians = (Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180;
    return (0.5 - Math.log(Math.tan(Math.PI / 4 + radians / 2)) / (2 * Math.PI)) * 256;
  }

  function load(data) {
    if (typeof data !== "string") return Promise.resolve(data);
    return fetch(data).then((answer) => {
      if (!answer.ok) throw new Error(`${answer.status} ${data}`);
      return answer.json();
    });
  }

  // Leave the waiting visible, and a failure even more so: an empty map must not look like "none".
  function follow(layer, map, data) {
    const box = map.getContainer();
    box.setAttribute("aria-busy", "true");
    return load(data)
      .then((loaded) => layer.take(loaded))
      .catch((error) => {
        const note = make("p", { className: "civic-note", textContent: say(map, "failed") });
        note.setAttribute("role", "alert");
        box.append(note);
        layer.fire("error", { error });
        console.error(error);
      })
      .then(() => {
        box.removeAttribute("aria-busy");
        return layer;
      });
  }

  /* Symbols: a shape, a colour and a letter, so that no one depends on colour alone */

  const SHAPES = {
    circle: "M16 3a13 13 0 1 0 .01 0z",
    square: "M5 5h22v22H5z",
    triangle: "M16 2l14.5 26h-29z",
    diamond: "M16 1l15 15-15 15L1 16z",
    hexagon: "M16 2l13 7v14l-13 7-13-7V9z",
    pentagon: "M16 2l14 10.5L24.6 29H7.4L2 12.5z",
    drop: "M16 1C12 8 5 13 5 20a11 11 0 0 0 22 0c0-7-7-12-11-19z",
    cross: "M11 3h10v8h8v10h-8v8H11v-8H3V11h8z",
  };

  function ink(color) {
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
    return 0.299 * r + 0.587 * g + 0.114 * b > 150 ? "#1a1a1c" : "#fff";
  }

  function symbol(kind) {
    const color = /^#[0-9a-f]{6}$/i.test(kind.color) ? kind.color : "#595959";
    const low = kind.shape === "triangle" ? 25 : kind.shape === "drop" ? 25 : 22;
    const letter = plain(Array.from(kind.letter || "")[0] || "");
    const svg =
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 36 36" width="36" height="36">` +
      `<path d="${SHAPES[kind.shape] || SHAPES.circle}" fill="${color}" stroke="#1a1a1c"` +
      ` stroke-width="4.5" stroke-linejoin="round"/>` +
      `<path d="${SHAPES[kind.shape] || SHAPES.circle}" fill="${color}" stroke="#fff"` +
      ` stroke-width="2.5" stroke-linejoin="round"/>` +
      `<text x="16" y="${low}" font-size="16" font-weight="700" text-anchor="middle"` +
      ` font-family="sans-serif" fill="${ink(color)}">${letter}</text></svg>`;
    return "data:image/svg+xml," + encodeURIComponent(svg);
  }

  /* The map */

  function map(id, options) {
    const wanted = options || {};
    const moves = !calm.matches;
    const m = L.map(id, {
      minZoom: 3,
      maxZoom: 20,
      zoomControl: false,
      attributionControl: false,
      zoomAnimation: moves,
      fadeAnimation: moves,
      markerZoomAnimation: false, // a hundred moving layers make a small computer stumble
      inertia: moves,
      ...wanted.leaflet,
    });
    m.civicWords = wanted.words;
    if (!moves) {
      m.panBy = (offset, how) => L.Map.prototype.panBy.call(m, offset, { ...how, animate: false });
    }
    m.createPane("civicbase").style.zIndex = 250;
    L.control.zoom({ zoomInTitle: say(m, "zoom_in"), zoomOutTitle: say(m, "zoom_out") }).addTo(m);
    L.control.scale({ imperial: false, maxWidth: 120 }).addTo(m);
    const credit = L.control.attribution({ prefix: '<a href="https://leafletjs.com">Leaflet</a>' });
    [].concat(wanted.attribution || []).forEach((text) => credit.addAttribution(plain(text)));
    m.attributionControl = credit.addTo(m);
    if (wanted.bounds) m.fitBounds(wanted.bounds, { maxZoom: 17, animate: false });
    else m.setView(wanted.center || [36.5, 137.5], wanted.zoom || 5);
    m.once("movestart", () => (m.civicMoved = true));
    listen(m);
    return m;
  }

  // Show all of the first layer, unless the reader or the page has looked elsewhere meanwhile.
  function frame(m, boxes) {
    if (m.civicMoved || !boxes.length) return;
    if (!m.getSize().x) return m.once("resize", () => frame(m, boxes));
    const edge = (side, pick) => boxes.reduce((all, box) => pick(all, box[side]), boxes[0][side]);
    const low = m.unproject([edge(0, Math.min), edge(3, Math.max)], 0);
    const high = m.unproject([edge(2, Math.max), edge(1, Math.min)], 0);
    m.fitBounds([low, high], { padding: [44, 44], maxZoom: 17, animate: false });
  }

  function listen(m) {
    const box = m.getContainer();
    // Leaflet moves the map by arrow keys only while its box has the focus: a marker counts too.
    box.addEventListener("focusin", (event) => {
      if (event.target.classList.contains("civic-mark")) m.fire("focus");
    });
    box.addEventListener("focusout", (event) => {
      if (event.target.classList.contains("civic-mark")) m.fire("blur");
    });
    // Markers are hidden while the map zooms, and what is hidden cannot keep the focus.
    m.on("zoomstart", () => {
      if (m.getPanes().markerPane.contains(document.activeElement)) box.focus({ preventScroll: true });
    });
    new ResizeObserver(() => m.invalidateSize({ animate: false })).observe(box);
  }

  function tiles(m, url, options) {
    const attribution = plain(options.attribution);
    return L.tileLayer(url, { maxNativeZoom: 18, maxZoom: 20, ...options, attribution }).addTo(m);
  }

  /* Popups and controls */

  // Leaflet's own popup takes no focus and knows Escape only while the map's box has it.
  function popup(m, place, content, title, focus, back) {
    const height = Math.max(120, m.getSize().y - 100);
    const shown = L.popup({
      maxWidth: 260,
      minWidth: 180,
      maxHeight: height,
      offset: [0, -10],
      autoPanPaddingTopLeft: [62, 12], // beside the zoom buttons, not under them
    });
    shown.setLatLng(place).setContent(content).openOn(m);
    const box = shown.getElement();
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-label", title);
    box.tabIndex = -1;
    const close = box.querySelector(".leaflet-popup-close-button");
    if (close) close.setAttribute("aria-label", say(m, "close"));
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") shown.close();
    });
    shown.once("remove", () => {
      if (box.contains(document.activeElement) || document.activeElement === document.body) back();
    });
    if (focus) box.focus({ preventScroll: true });
  }

  function legend(m, kinds, images) {
    const names = Object.keys(kinds);
    if (!names.length) return;
    if (!m.civicLegend) {
      m.civicLegend = make("ul", {});
      const control = L.control({ position: "topright" });
      control.onAdd = () => {
        const box = make("details", { className: "civic-legend leaflet-bar" });
        box.open = m.getSize().x >= 600;
        box.append(make("summary", { textContent: say(m, "legend") }), m.civicLegend);
        L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
        return box;
      };
      control.addTo(m);
      const many = make("span", { className: "civic-mark civic-many civic-few", textContent: 3 });
      m.civicLegend.append(make("li", {}, many, say(m, "many")));
    }
    names.forEach((name) => {
      const image = make("img", { src: images[name], alt: "", width: 28, height: 28 });
      m.civicLegend.lastChild.before(make("li", {}, image, kinds[name].word));
    });
  }

  /* Where the reader stands */

  /** Show or move "you are here" with the circle the position may be wrong by. */
  function here(m, lat, lon, accuracyM) {
    const place = L.latLng(lat, beside(lon, m.getCenter().lng));
    if (!m.civicHere) {
      const icon = L.divIcon({ className: "civic-here", iconSize: [24, 24] });
      const circle = L.circle(place, { radius: 0, className: "civic-here-area", interactive: false });
      const dot = L.marker(place, { icon, interactive: false, keyboard: false, zIndexOffset: 500 });
      m.civicHere = { circle: circle.addTo(m), dot: dot.addTo(m) };
      dot.getElement().setAttribute("role", "img");
      dot.getElement().setAttribute("aria-label", say(m, "here"));
    }
    m.civicHere.circle.setLatLng(place).setRadius(accuracyM || 0);
    m.civicHere.dot.setLatLng(place);
    return m.civicHere;
  }

  /** Build a map and its layers from one description, and tell the page about it. */
  function start(id, description) {
    const m = map(id, description);
    const layers = {};
    if (description.tiles) tiles(m, description.tiles.url, description.tiles);
    for (const { type, name, data, options } of description.layers || []) {
      layers[name] = civicMap[type](m, data, options);
    }
    api.current = { map: m, layers };
    // After this script has run to its end, so that all of it stands when the page hears of it.
    queueMicrotask(() => {
      document.dispatchEvent(new CustomEvent("civicmap", { detail: { map: m, layers } }));
    });
    return m;
  }

  const api = { map, tiles, here, symbol, legend, start, current: null };
  api.tools = { make, say, beside, worldX, worldY, follow, frame, popup };
  return api;
})();
