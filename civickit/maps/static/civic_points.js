/* civicMap.points: thousands of places, drawn as at most about a hundred named buttons. */
"use strict";

(function () {
  const { make, say, beside, worldX, worldY, follow, frame, popup } = civicMap.tools;
  const TARGET = 44; // px: what a gloved finger hits, and the nearest two markers may stand
  const CELL = 72; // px: points of one cell on the screen become one cluster
  const MOST = 90; // cells in view: more would be slow for the phone and for the Tab key
  const LISTED = 50; // places one popup lists

  // An icon that is a real button: Enter and Space come with it.
  const Button = L.Icon.extend({
    createIcon() {
      this._setIconStyles(this.options.button, "icon");
      return this.options.button;
    },
    createShadow() {
      return null;
    },
  });

  const Points = L.Layer.extend({
    initialize(options) {
      L.setOptions(this, options);
      this._points = [];
      this._kinds = {};
      this._shown = new Map(); // name of an item on the screen -> its marker
      this._selected = -1;
    },

    getEvents() {
      return { moveend: this._settle, move: this._later, resize: this._settle };
    },

    onAdd() {
      this._settle();
    },

    onRemove() {
      this._shown.forEach((marker) => marker.remove());
      this._shown.clear();
    },

    /** Take the points of a document {kinds, points}; the map then shows them. */
    take(data) {
      const points = data.points;
      const reference = points.length ? points[0][1] : 0;
      this._points = points;
      this._kinds = { ...data.kinds, ...this.options.kinds };
      this._images = {};
      for (const name in this._kinds) this._images[name] = civicMap.symbol(this._kinds[name]);
      this._lons = Float64Array.from(points, (point) => beside(point[1], reference));
      this._x = Float64Array.from(this._lons, worldX);
      this._y = Float64Array.from(points, (point) => worldY(point[0]));
      this._rows = new Map(points.map((point, row) => [String(point[3]), row]));
      if (this.options.legend !== false) civicMap.legend(this._map, this._kinds, this._images);
      const corners = points.map((_, row) => [this._x[row], this._y[row], this._x[row], this._y[row]]);
      if (this.options.fit) frame(this._map, corners);
      this._settle();
      this.fire("ready", { count: points.length });
    },

    /** Show one point: move there, open its popup; false when no point has this key. */
    select(key, options) {
      const row = this._rows ? this._rows.get(String(key)) : undefined;
      if (row === undefined) return false;
      const how = { zoom: 17, focus: true, ...options };
      this._selected = row;
      const zoom = Math.max(this._map.getZoom(), how.zoom);
      this._map.setView(this._place(row), zoom, { animate: false });
      this._draw();
      this._open(row, how.focus);
      return true;
    },

    _place(row) {
      return L.latLng(this._points[row][0], this._lons[row]);
    },

    /* Which things are on the screen */

    _later() {
      // While two fingers pinch, the zoom is fractional and Leaflet carries the markers along.
      if (this._map.getZoom() !== this._zoom) return;
      this._waiting = this._waiting || requestAnimationFrame(() => this._draw());
    },

    // The screen as a grid of cells. It is anchored to the world, so a cluster stays what it is
    // while the map is moved under the finger.
    _grid() {
      const size = this._map.getSize();
      const cell = Math.max(CELL, Math.sqrt((size.x * size.y) / MOST));
      const seen = this._map.getPixelBounds();
      const left = Math.floor((seen.min.x - TARGET / 2) / cell);
      const top = Math.floor((seen.min.y - TARGET / 2) / cell);
      return {
        left,
        top,
        columns: Math.floor((seen.max.x + TARGET / 2) / cell) - left + 1,
        rows: Math.floor((seen.max.y + TARGET / 2) / cell) - top + 1,
        perWorld: 2 ** this._map.getZoom() / cell, // cells in one pixel of zoom 0
        near: (TARGET - 4) / cell,
      };
    },

    // One pass over all points: 100,000 take about a millisecond, less than any index saves.
    _count(grid) {
      const items = new Array(grid.columns * grid.rows);
      for (let row = 0; row < this._x.length; row++) {
        if (row === this._selected) continue;
        const x = this._x[row] * grid.perWorld - grid.left;
        const y = this._y[row] * grid.perWorld - grid.top;
        if (!(x >= 0 && y >= 0 && x < grid.columns && y < grid.rows)) continue;
        const at = Math.floor(y) * grid.columns + Math.floor(x);
        const item = items[at];
        if (item === undefined) items[at] = { first: row, count: 1, x, y, cells: [at] };
        else {
          item.count += 1;
          item.x += (x - item.x) / item.count;
          item.y += (y - item.y) / item.count;
        }
      }
      return items;
    },

    // Two neighbours closer than a finger become one, so that no target covers another.
    _merge(items, grid) {
      const kept = [];
      items.forEach((item, at) => {
        const beforeIt = [at - 1, at - grid.columns - 1, at - grid.columns, at - grid.columns + 1];
        const other = beforeIt
          .map((cell) => items[cell])
          .find((one) => one && Math.hypot(one.x - item.x, one.y - item.y) < grid.near);
        if (other === undefined) {
          kept.push(item);
          return;
        }
        const sum = other.count + item.count;
        other.x += ((item.x - other.x) * item.count) / sum;
        other.y += ((item.y - other.y) * item.count) / sum;
        other.count = sum;
        other.first = Math.min(other.first, item.first);
        other.cells.push(...item.cells);
        items[at] = other;
      });
      return kept;
    },

    _members(item, grid) {
      const cells = new Set(item.cells);
      return Array.from(this._x.keys()).filter((row) => {
        const x = Math.floor(this._x[row] * grid.perWorld - grid.left);
        const y = Math.floor(this._y[row] * grid.perWorld - grid.top);
        const inside = x >= 0 && x < grid.columns && row !== this._selected;
        return inside && cells.has(y * grid.columns + x);
      });
    },

    /* Putting them there */

    _draw() {
      cancelAnimationFrame(this._waiting);
      this._waiting = undefined;
      if (!this._map || !this._x || !this._map.getSize().x) return;
      this._zoom = this._map.getZoom();
      const grid = this._grid();
      const items = this._merge(this._count(grid), grid);
      if (this._selected >= 0) items.push({ first: this._selected, count: 1 });
      const wanted = new Map(items.map((item) => [this._nameOf(item), item]));
      this._shown.forEach((marker, name) => {
        if (!wanted.has(name)) this._drop(name, marker);
      });
      wanted.forEach((item, name) => {
        if (!this._shown.has(name)) this._shown.set(name, this._marker(item, grid));
      });
    },

    _settle() {
      this._draw();
      this._inReadingOrder();
    },

    _nameOf(item) {
      const mark = item.first === this._selected ? "!" : "";
      return item.count === 1 ? mark + item.first : `${this._zoom}/${item.first}/${item.count}`;
    },

    _drop(name, marker) {
      // A key press must not fall into nothing: the map takes the focus of a marker that goes.
      if (marker.getElement() === document.activeElement) this._map.getContainer().focus();
      marker.remove();
      this._shown.delete(name);
    },

    // Tab goes through the markers as one reads: from the top, and from the left in a row of cells.
    _inReadingOrder() {
      const pane = this._map.getPanes().markerPane;
      if (pane.contains(document.activeElement)) return; // moving it would blur it
      const placed = Array.from(this._shown.values(), (marker) => {
        const { x, y } = this._map.latLngToContainerPoint(marker.getLatLng());
        return { x, row: Math.floor(y / CELL), element: marker.getElement() };
      });
      placed.sort((a, b) => a.row - b.row || a.x - b.x);
      pane.append(...placed.map(({ element }) => element));
    },

    _marker(item, grid) {
      const button = make("button", { type: "button" });
      const one = item.count === 1;
      if (one) this._dress(button, item.first);
      else {
        button.textContent = item.count;
        button.setAttribute("aria-label", this._label(item));
      }
      const place = one ? this._place(item.first) : this._unproject(item, grid);
      const icon = new Button({
        button,
        className: `civic-mark ${this._look(item)}`,
        iconSize: [TARGET, TARGET],
      });
      const above = item.first === this._selected ? 1000 : 0;
      return L.marker(place, { icon, keyboard: false, zIndexOffset: above })
        .on("click", () => this._press(item, grid))
        .addTo(this._map);
    },

    _look({ count, first }) {
      if (count === 1) return first === this._selected ? "civic-selected" : "civic-one";
      return `civic-many ${count < 10 ? "civic-few" : count < 100 ? "" : "civic-lots"}`;
    },

    _unproject(item, grid) {
      const x = (item.x + grid.left) / grid.perWorld;
      const y = (item.y + grid.top) / grid.perWorld;
      return this._map.unproject([x, y], 0);
    },

    _dress(button, row) {
      const kind = this._points[row][2];
      button.setAttribute("aria-label", this.title(row));
      button.dataset.key = this._points[row][3];
      button.style.backgroundImage = `url("${this._images[kind] || civicMap.symbol({})}")`;
    },

    _label(item) {
      return say(this._map, "cluster", { count: item.count, name: this.title(item.first) });
    },

    /** The full name of a point: kind, name, first further line. */
    title(row) {
      const [, , kind, , name, more] = this._points[row];
      const word = (this._kinds[kind] || {}).word || "";
      const named = name && name.startsWith(word) ? name : `${word} ${name || ""}`.trim();
      return [named, more].filter(Boolean).join(" ");
    },

    /* What happens on a click */

    _press(item, grid) {
      if (item.count > 1) return this._enter(item, grid);
      // The selected point stands alone whatever is near: what it covers must stay reachable.
      const rows = item.first === this._selected ? this._under(item.first) : [item.first];
      return rows.length > 1 ? this._list(rows) : this._open(item.first, true);
    },

    _under(row) {
      const reach = TARGET / 2 ** this._zoom;
      return Array.from(this._x.keys()).filter(
        (other) => Math.hypot(this._x[other] - this._x[row], this._y[other] - this._y[row]) < reach,
      );
    },

    // Closer, until the points come apart; those that never do are listed.
    _enter(item, grid) {
      const rows = this._members(item, grid);
      const bounds = L.latLngBounds(rows.map((row) => this._place(row)));
      const last = this._map.getMaxZoom();
      const corners = [bounds.getNorthWest(), bounds.getSouthEast()];
      const [a, b] = corners.map((corner) => this._map.project(corner, last));
      if (this._zoom >= last || a.distanceTo(b) < TARGET) return this._list(rows);
      const byKey = document.activeElement.classList.contains("civic-mark");
      const zoom = Math.max(this._zoom + 1, this._map.getBoundsZoom(bounds, false, L.point(80, 80)));
      if (byKey) this._map.once("moveend", () => this._focusNear(bounds.getCenter()));
      this._map.setView(bounds.getCenter(), Math.min(zoom, last));
    },

    _focusNear(place) {
      this._draw();
      let best = null;
      this._shown.forEach((marker) => {
        const far = marker.getLatLng().distanceTo(place);
        if (!best || far < best.far) best = { far, marker };
      });
      if (best) best.marker.getElement().focus({ preventScroll: true });
    },

    _open(row, focus) {
      const point = this._points[row];
      const content = this.options.popup ? this.options.popup(point) : this._content(row);
      const back = () => this._back(row);
      popup(this._map, this._place(row), content, this.title(row), focus, back);
      this.fire("select", { key: point[3], point });
    },

    _content(row) {
      const [, , kind, key, name, ...more] = this._points[row];
      const word = (this._kinds[kind] || {}).word || "";
      const box = make("div", { className: "civic-card" });
      box.append(make("p", { className: "civic-name", textContent: name || word }));
      for (const line of [word, ...more]) {
        if (line && !String(name).startsWith(line)) box.append(make("p", { textContent: line }));
      }
      const { href: page, link } = this.options; // an address with {key} in it, or one made here
      if (page || link) {
        const href = link ? link(this._points[row]) : page.replace("{key}", encodeURIComponent(key));
        box.append(make("a", { href, textContent: say(this._map, "details") }));
      }
      return box;
    },

    _list(rows) {
      const list = make("ul", { className: "civic-card civic-list" });
      rows.slice(0, LISTED).forEach((row) => {
        const button = make("button", { type: "button", textContent: this.title(row) });
        button.addEventListener("click", () => this._open(row, true));
        list.append(make("li", {}, button));
      });
      const left = rows.length - LISTED;
      if (left > 0) list.append(make("li", { textContent: say(this._map, "more", { count: left }) }));
      const title = say(this._map, "places", { count: rows.length });
      popup(this._map, this._place(rows[0]), list, title, true, () => this._back(rows[0]));
    },

    _back(row) {
      const marker = this._shown.get(`!${row}`) || this._shown.get(String(row));
      if (marker) marker.getElement().focus({ preventScroll: true });
      else if (this._rows) this._focusNear(this._place(row));
    },
  });

  civicMap.points = function (m, data, options) {
    const layer = new Points(options).addTo(m);
    layer.ready = follow(layer, m, data);
    return layer;
  };
})();
