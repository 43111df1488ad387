/* civicMap.lines and civicMap.areas: streets and districts on one canvas, drawn class by class.
 * With a town's own streets they are the basemap that needs no network.
 */
"use strict";

(function () {
  const { beside, worldX, worldY, follow } = civicMap.tools;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  // width in px at zoom 16; from: the zoom where a class appears. A colour that starts with "--"
  // is a custom property of the stylesheet, so that dark and print have their own.
  const LINES = {
    coast: { color: "--civic-coast", width: 2 },
    river: { color: "--civic-water", width: 7, text: "--civic-water-text" },
    rail: { color: "--civic-rail", width: 2, dash: [8, 5], from: 12 },
    path: { color: "--civic-edge", width: 1.5, dash: [4, 4], from: 15 },
    lane: { color: "--civic-street", edge: "--civic-edge", width: 5, from: 14 },
    street: { color: "--civic-street", edge: "--civic-edge", width: 8, from: 12 },
    main: { color: "--civic-main", edge: "--civic-main-edge", width: 13 },
  };
  const AREAS = { area: { fill: "--civic-area", color: "--civic-area-edge", width: 1.5 } };
  const LABELS_FROM = 16;

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
          parts: rings(one.geometry).map((ring) => flat(ring, reference)),
        };
      });
      this._update();
      this.fire("ready", { count: this._shapes.length });
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
      const styles = Object.values(this.options.styles).filter((style) => zoom >= (style.from || 0));
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
      for (const { text, parts, style } of shapes) {
        if (!text) continue;
        const width = context.measureText(text).width;
        const spot = this._spot(parts[0], width, scale, origin);
        if (!spot || taken.some((one) => Math.hypot(one.x - spot.x, one.y - spot.y) < one.gap(text, width))) continue;
        taken.push({ ...spot, gap: (other, wide) => (other === text ? 300 : (wide + width) / 2) });
        context.fillStyle = color(style.text || "--civic-text");
        context.save();
        context.translate(spot.x, spot.y);
        context.rotate(spot.angle);
        context.strokeText(text, 0, 0);
        context.fillText(text, 0, 0);
        context.restore();
      }
    },

    _spot({ xy, box }, width, scale, origin) {
      if (this.options.usual === "area") {
        const room = (box[2] - box[0]) * scale > width;
        const x = ((box[0] + box[2]) / 2) * scale - origin.x;
        const y = ((box[1] + box[3]) / 2) * scale - origin.y;
        return room ? { x, y, angle: 0 } : null;
      }
      return straight(xy, width, scale, origin, this._bounds);
    },
  });

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

  // The piece of the line nearest the middle of the view that is as long as the text.
  function straight(xy, width, scale, origin, bounds) {
    const middle = bounds.getCenter();
    let best = null;
    for (let at = 2; at < xy.length; at += 2) {
      const [x1, y1] = [xy[at - 2] * scale - origin.x, xy[at - 1] * scale - origin.y];
      const [x2, y2] = [xy[at] * scale - origin.x, xy[at + 1] * scale - origin.y];
      if (Math.hypot(x2 - x1, y2 - y1) < width) continue;
      const spot = { x: (x1 + x2) / 2, y: (y1 + y2) / 2 };
      const far = Math.hypot(spot.x - middle.x, spot.y - middle.y);
      const angle = Math.atan((y2 - y1) / (x2 - x1 || 1e-9));
      if (!best || far < best.far) best = { ...spot, angle, far };
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
        labelsFrom: wanted.labelsFrom || (usual === "area" ? 13 : LABELS_FROM),
        styles: { ...defaults, ...wanted.styles },
      }).addTo(m);
      layer.ready = follow(layer, m, data);
      return layer;
    };
  }

  civicMap.lines = drawing("street", LINES);
  civicMap.areas = drawing("area", AREAS);
})();
