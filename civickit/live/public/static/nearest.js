/* The vehicles nearest to a place, for apps where people wait for one. The place stays on the phone. */

import { rowsOf } from "../live/age.js";
import { metres } from "../live/network.js";
import { find, now, say, tell } from "./page.js";

const SHOWN = 5;

export class Nearest {
  #place = null;
  #rows = [];

  constructor() {
    const button = find("[data-locate]");
    button.hidden = !(navigator.geolocation && isSecureContext);
    button.addEventListener("click", () => this.#locate());
  }

  vehicles(live) {
    this.#rows = rowsOf(live);
    this.#show();
  }

  at(lat, lon) {
    this.#place = { lat, lon };
    this.#show();
    tell(this.#rows.length ? "" : say.text("live_vehicles_none"));
  }

  #show() {
    if (!this.#place) return;
    const { lat, lon } = this.#place;
    const far = this.#rows.map((row) => ({ row, m: metres(lat, lon, row.lat, row.lon) }));
    far.sort((one, other) => one.m - other.m);
    find("[data-near]").replaceChildren(...far.slice(0, SHOWN).map(({ row, m }) => {
      const away = say.text("live_say_away", { n: m < 1000 ? Math.round(m / 10) * 10 : Math.round(m / 100) * 100 });
      return Object.assign(document.createElement("li"), { textContent: `${say.vehicle(row, now())}, ${away}` });
    }));
  }

  #locate() {
    tell(say.text("live_mine_locating"));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.at(coords.latitude, coords.longitude),
      ({ code }) => tell(say.text(code === 1 ? "live_mine_denied" : "live_mine_no_place")),
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 },
    );
  }
}
