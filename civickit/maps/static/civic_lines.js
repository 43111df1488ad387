/* civicMap.lines and civicMap.areas: streets and districts on one canvas, drawn class by class.
 * With a town's own streets they are the basemap that needs no network.
 */
"use strict";

(function () {
  const { beside, worldX, worldY, follow, frame } = civicMap.tools;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  // width: px at zoom 16; from: the first zoom. A colour that starts with "--" is a custom
  // property of the stylesheet, so that dark and print have their own.
  const LINES = {
    coast: { color: "--civic-coast", width: 2 },
    river: { color: "--civic-water", width: 7, text: "--civic-water-text" },
    rail: { color: "--civic-rail", width: 2, dash: [8, 5], from: 12 },
    path: { color: "--civic-edge", width: 1.5, dash: [4, 4], from: 15 },
    lane: { color: "--civic-street", edge: "--civic-edge", width: 5, from: 14 },
    residential: { color: "--civic-street", edge: "--civic-edge", width: 7, from: 12 },
    collector: { color: "--civic-street", edge: "--civic-edge", width: 10 },
    arterial: { color: "--civic-main", edge: "--civic-main-edge", width: 13 },
  };
  // behind: what lies around an area of this class.
  const green = { fill: "--civic-green", width: 1, text: "--civic-green-text" };
  const grounds = { fill: "--civic-grounds", color: "--civic-grounds-edge", width: 1 };
  const AREAS = {
    land: { fill: "--civic-paper", color: "--civic-coast", width: 2, behind: "--civic-water" },
    forest: green,
    park: green,
    grounds,
    water: { fill: "--civic-water", color: "--civic-coast", width: 1, text: "--civic-water-text" },
    railway: LINES.rail,
    area: { fill: "--civic-area", color: "--civic-area-edge", width: 1.5 },
  };
  for (const name of ["school", "junior_high", "high_school", "hospital", "shrine", "temple", "castle", "depot"]) {
    AREAS[name] = grounds;
  }
  const LABELS_FROM = { residential: 16, area: 15 }; // the first zoom with names

  const Drawing = L.Canvas.extend({
    options: { pane: "civicbase", padding: 0.25, interactive: false },

    initialize(options) {
      L.Canvas.prototype.initialize.call(this, options);
      this._shapes = [];
      this._redrawNow = () => this._map && this._update();
      this.on("add", () => dark.addEventListener("change", this._redrawNow));
      this.on("remove", () => dark.removeEventListener("change", this._redrawNow));
    },

    /** Take a GeoJSON document of lines or areas. */
    take(data) {
      const { styles, by, usual } = this.options;
      const reference = this._map.getCenter().lng;
      this._shapes = (data.features || []).filter((one) => one.geometry).map((one) => {
        const properties = one.properties || {};
        return {
          style: styles[properties[by]] || styles[usual],
          text: String(properties[this.options.label] || ""),
          line: one.geometry.type.includes("Line"),
          parts: rings(one.geometry).map((ring) => flat(ring, reference)),
        };
      });
      const ground = this._shapes.find(({ style }) => style.behind);
      if (ground) this._map.getContainer().style.background = `var(${ground.style.behind})`;
      this._update();
      const corners = this._shapes.flatMap(({ parts }) => parts.map(({ box }) => box));
      if (this.options.fit) frame(this._map, corners);
      this.fire("ready", { count: this._shapes.length });
    },

    /** Draw what was taken in other classes, one name for each feature in the same order. */
    restyle(names) {
      const { styles, usual } = this.options;
      const wanted = names.map((name) => styles[name] || styles[usual]);
      if (this._shapes.every((shape, at) => shape.style === wanted[at])) return;
      this._shapes.forEach((shape, at) => (shape.style = wanted[at]));
      this._update();
    },

    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Canvas.prototype._update.call(this);
      this._draw();
    },

    _draw() {
      const zoom = this._map.getZoom();
      const css = getComputedStyle(this._map.getContainer());
      const color = (name) => (name.startsWith("--") ? css.getPropertyValue(name).trim() : name);
      const view = { zoom, scale: 2 ** zoom, origin: this._map.getPixelOrigin(), color };
      const seen = this._shapes.filter((shape) => this._inView(shape, view));
      const all = new Set(Object.values(this.options.styles));
      const styles = Array.from(all).filter((style) => zoom >= (style.from || 0));
      for (const step of ["fill", "edge", "color"]) {
        for (const style of styles) {
          if (style[step]) this._paint(seen, style, step, view);
        }
      }
      this._write(seen, view);
    },

    _inView(shape, { scale, origin }) {
      const { min, max } = this._bounds;
      return shape.parts.some(({ box }) => {
        const [west, north, east, south] = box;
        return (
          east * scale - origin.x >= min.x && west * scale - origin.x <= max.x &&
          south * scale - origin.y >= min.y && north * scale - origin.y <= max.y
        );
      });
    },

    _paint(shapes, style, step, { zoom, scale, origin, color }) {
      const context = this._ctx;
      const width = style.width * Math.min(2, Math.max(0.15, 2 ** ((zoom - 16) / 1.6)));
      context.beginPath();
      for (const shape of shapes) {
        if (shape.style !== style) continue;
        for (const part of shape.parts) trace(context, part.xy, scale, origin, step === "fill");
      }
      context.setLineDash(step === "color" && style.dash ? style.dash : []);
      context.lineJoin = context.lineCap = "round";
      context.fillStyle = context.strokeStyle = color(style[step]);
      context.lineWidth = Math.max(0.8, width) + (step === "edge" ? 2 : 0);
      if (step === "fill") context.fill("evenodd");
      else context.stroke();
      context.setLineDash([]);
    },

    // Names along their line or in their area, each where it has room and not too near another.
    _write(shapes, { zoom, scale, origin, color }) {
      if (zoom < this.options.labelsFrom) return;
      const context = this._ctx;
      const taken = [];
      context.font = "600 13px sans-serif";
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.lineJoin = "round";
      context.lineWidth = 4;
      context.strokeStyle = color("--civic-paper");
      for (const { text, parts, style, line } of shapes) {
        if (!text || style.behind) continue;
        const width = context.measureText(text).width;
        const spot = this._spot(parts[0], line, width, scale, origin);
        if (!spot || taken.some((one) => one.distanceTo(spot) < room(one, text, width))) continue;
        taken.push(Object.assign(L.point(spot.x, spot.y), { text, width }));
        context.fillStyle = color(style.text || "--civic-text");
        context.save();
        context.translate(spot.x, spot.y);
        context.rotate(spot.angle);
        context.strokeText(text, 0, 0);
        context.fillText(text, 0, 0);
        context.restore();
      }
    },

    _spot({ xy, box }, line, width, scale, origin) {
      if (line) return straight(xy, width, scale, origin, this._bounds);
      const x = ((box[0] + box[2]) / 2) * scale - origin.x;
      const y = ((box[1] + box[3]) / 2) * scale - origin.y;
      return (box[2] - box[0]) * scale > width ? { x, y, angle: 0 } : null;
    },
  });

  function room(other, text, width) {
    return other.text === text ? 300 : (other.width + width) / 2;
  }

  function rings(geometry) {
    const nested = { LineString: 0, MultiLineString: 1, Polygon: 1, MultiPolygon: 2 }[geometry.type];
    if (nested === undefined) return [];
    return nested ? geometry.coordinates.flat(nested - 1) : [geometry.coordinates];
  }

  function flat(ring, reference) {
    const xy = new Float64Array(ring.length * 2);
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    ring.forEach(([lon, lat], at) => {
      const x = (xy[2 * at] = worldX(beside(lon, reference)));
      const y = (xy[2 * at + 1] = worldY(lat));
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    });
    return { xy, box };
  }

  // Points that fall on the pixel before them are left out: far out that is nearly all of them.
  function trace(context, xy, scale, origin, closed) {
    let lastX = xy[0] * scale - origin.x;
    let lastY = xy[1] * scale - origin.y;
    context.moveTo(lastX, lastY);
    for (let at = 2; at < xy.length; at += 2) {
      const x = xy[at] * scale - origin.x;
      const y = xy[at + 1] * scale - origin.y;
      if (Math.abs(x - lastX) + Math.abs(y - lastY) < 1 && at < xy.length - 2) continue;
      context.lineTo((lastX = x), (lastY = y));
    }
    if (closed) context.closePath();
  }

  // The stretch nearest the middle of the view that is long enough for the text and nearly
  // straight: a name that bends with its road is hard to read.
  function straight(xy, width, scale, origin, bounds) {
    const middle = bounds.getCenter();
    const at = (index) => L.point(xy[index] * scale - origin.x, xy[index + 1] * scale - origin.y);
    let best = null;
    for (let from = 0; from < xy.length - 2; from += 2) {
      const start = at(from);
      let end = start;
      let walked = 0;
      for (let to = from + 2; to < xy.length && start.distanceTo(end) < width; to += 2) {
        const next = at(to);
        walked += end.distanceTo(next);
        end = next;
      }
      const chord = start.distanceTo(end);
      if (chord < width || walked > chord * 1.03) continue;
      const spot = start.add(end).divideBy(2);
      const far = spot.distanceTo(middle);
      const angle = Math.atan((end.y - start.y) / (end.x - start.x || 1e-9));
      if (!best || far < best.far) best = { x: spot.x, y: spot.y, angle, far };
    }
    return best;
  }

  function drawing(usual, defaults) {
    return (m, data, options) => {
      const wanted = options || {};
      const layer = new Drawing({
        usual,
        by: wanted.by || "class",
        label: wanted.label || "name",
        labelsFrom: wanted.labelsFrom || LABELS_FROM[usual],
        fit: wanted.fit,
        styles: { ...defaults, ...wanted.styles },
      }).addTo(m);
      layer.ready = follow(layer, m, data);
      return layer;
    };
  }

  civicMap.lines = drawing("residential", LINES);
  civicMap.areas = drawing("area", AREAS);
})();
