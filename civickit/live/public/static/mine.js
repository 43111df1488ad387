/* "My street": chosen by its name, a tap on the map or the phone's place; remembered on the phone only. */

import { nearest } from "../live/network.js";
import { addressOf, betweenOf, fill, find, nameOf, say, settings, tell } from "./page.js";
import { saidOf, show } from "./states.js";

const KEPT = "civickit live street";
const NEAR_M = 100;

/** {id, name, between, lat, lon}, or null. Storage that is closed remembers nothing. */
function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEPT));
  } catch {
    return null;
  }
}

export function remember(street) {
  try {
    if (street) localStorage.setItem(KEPT, JSON.stringify(street));
    else localStorage.removeItem(KEPT);
  } catch (error) {
    console.warn(error);
  }
}

/** What to remember of a street of /network.json. */
const ofNetwork = (street, streets) => {
  const [lat, lon] = street.lines[0][street.lines[0].length >> 1];
  return { id: street.id, name: nameOf(street), between: betweenOf(street, streets), lat, lon };
};

/** How far a street is from an address; "" where it passes the door. */
const farOf = (metres) => (metres ? say.text("live_say_away", { n: metres }) : "");

export class Mine {
  #box = find("[data-mine]");
  #street = remembered();

  /** `shown(id)` hears which street it is now, null for none. */
  constructor({ streets, shown }) {
    this.streets = streets;
    this.shown = shown;
    find("[data-search]", this.#box).addEventListener("submit", (event) => this.#search(event));
    const button = find("[data-locate]", this.#box);
    button.hidden = !(navigator.geolocation && isSecureContext);
    button.addEventListener("click", () => this.#locate());
    this.#show();
    streets().then((all) => this.#renew(all), console.warn);
  }

  /** What was remembered in another language, or of another file of streets, is put right. */
  #renew(streets) {
    if (!this.#street) return;
    const known = streets.find(({ id }) => String(id) === String(this.id));
    const { name, between } = this.#street;
    const fresh = known && ofNetwork(known, streets);
    if (fresh && fresh.name === name && fresh.between === between) return; // no card goes from under a finger
    if (fresh) return this.take(fresh);
    this.take(null);
    tell(say.text("live_mine_gone", { name }));
  }

  get id() {
    return this.#street ? this.#street.id : null;
  }

  take(street) {
    this.#street = street;
    remember(street);
    this.#show();
    this.shown(this.id);
  }

  /** The same, where what was pressed is gone with it: who has no mouse goes on from the card. */
  #takeAndGo(street) {
    this.take(street);
    find('[data-do="more"]', this.#box).focus();
  }

  async tapped({ street }) {
    if (!street) return tell(say.text("live_mine_nothing_there"));
    this.take(ofNetwork(street, await this.streets()));
    this.say();
  }

  /** What is known now, as one sentence for the status line; `address` is what led here. */
  say(address = "") {
    const name = `${this.#street.name}${address && ` (${address})`}`;
    tell([name, saidOf(this.id).head].filter(Boolean).join(": "));
  }

  #show() {
    const shown = find("[data-mine-shown]", this.#box);
    const ask = find("[data-mine-ask]", this.#box);
    shown.replaceChildren();
    ask.open = !this.#street;
    if (!this.#street) return;
    const { id, name, between, lat, lon } = this.#street;
    shown.append(find("[data-mine-card]", this.#box).content.cloneNode(true));
    const card = find("[data-card]", shown);
    card.dataset.id = id;
    fill(card, { name, between });
    show(card, id);
    find('[data-do="more"]', shown).href = addressOf(settings.street, id);
    find('[data-do="report"]', shown).href = `${settings.report}?${new URLSearchParams({ lat, lon, street: id })}`;
    find('[data-do="forget"]', shown).addEventListener("click", () => this.#forget());
  }

  #forget() {
    this.take(null);
    tell(say.text("live_mine_forgotten"));
    find("[name=q]", this.#box).focus();
  }

  async #search(event) {
    event.preventDefault();
    const query = new FormData(event.target).get("q").trim();
    if (!query) return;
    tell(say.text("live_mine_looking"));
    try {
      const reply = await fetch(`${settings.find}?${new URLSearchParams({ q: query })}`, { signal: AbortSignal.timeout?.(8000) });
      if (!reply.ok) throw new Error(`${reply.status}`);
      this.#list(query, await reply.json());
    } catch (error) {
      console.warn(error);
      tell(say.text("live_mine_no_answer"));
    }
  }

  #list(query, { streets, more }) {
    const list = find("[data-found]", this.#box);
    list.replaceChildren();
    if (streets.length === 1) return this.#chosen(streets[0]);
    list.append(...streets.map((one) => this.#choice(one)));
    const key = more ? "live_mine_found_more" : streets.length ? "live_mine_found" : "live_mine_not_found";
    tell(say.text(key, { n: streets.length, query }));
  }

  /** A street out of the search, by its name or by an address beside it. */
  #chosen({ address, away_m: away, ...street }) {
    find("[data-found]", this.#box).replaceChildren();
    this.#takeAndGo(street);
    this.say(address && [address, farOf(away)].filter(Boolean).join(", "));
  }

  #choice(street) {
    const { address, name, between, away_m: away } = street;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet" });
    button.append(address || name);
    const more = [address && name, between, farOf(away)].filter(Boolean).join(" ");
    if (more) button.append(" ", Object.assign(document.createElement("small"), { textContent: more }));
    button.addEventListener("click", () => this.#chosen(street));
    const item = document.createElement("li");
    item.append(button);
    return item;
  }

  /** The place stays on the phone: the streets are here already. */
  #locate() {
    tell(say.text("live_mine_locating"));
    const failed = ({ code }) => tell(say.text(code === 1 ? "live_mine_denied" : "live_mine_no_place"));
    const take = async ({ coords }) => {
      const streets = await this.streets();
      const found = nearest(streets, coords.latitude, coords.longitude, NEAR_M);
      if (!found) return tell(say.text("live_mine_nothing_there"));
      this.#takeAndGo(ofNetwork(found.street, streets));
      if (coords.accuracy > NEAR_M) tell(say.text("live_mine_vague", { n: Math.round(coords.accuracy) }));
      else this.say();
    };
    navigator.geolocation.getCurrentPosition((fix) => take(fix).catch(() => failed({})), failed, { enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 });
  }
}
