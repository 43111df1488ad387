/* A storm once more: play, pause, speed and a slider; the same hour by hour as a list. */

import { liveMap } from "../live/map.js";
import { Film } from "./film.js";
import { addressOf, find, say, settings, tell } from "./page.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const STREETS_EVERY_MS = 400;
const STEP_S = 60; // of the slider

class Player {
  #timer = 0;
  #drawn = -Infinity;
  #t = 0; // seconds since the beginning; the slider shows whole minutes

  constructor(film, map) {
    this.film = film;
    this.map = map;
    this.slider = find("#at");
    this.button = find("[data-play]");
    this.said = [this.button.textContent, this.button.dataset.pause];
    Object.assign(this.slider, { min: 0, max: Math.ceil(film.lengthS / STEP_S) * STEP_S, step: STEP_S });
    this.slider.addEventListener("input", () => this.show(Number(this.slider.value)));
    this.button.addEventListener("click", () => (this.#timer ? this.pause() : this.play()));
    find("[data-player]").hidden = false;
    this.show(0);
  }

  play() {
    if (this.#t >= this.film.lengthS) this.show(0);
    const stepMs = calm.matches ? 1000 : 100;
    this.#timer = setInterval(() => this.#go((stepMs / 1000) * Number(find("#speed").value)), stepMs);
    this.button.textContent = this.said[1];
  }

  pause() {
    clearInterval(this.#timer);
    this.#timer = 0;
    this.button.textContent = this.said[0];
    this.show(this.#t); // with the streets of this very moment
    tell(said(this.film, this.#t));
  }

  #go(seconds) {
    this.show(this.#t + seconds);
    if (this.#t >= this.film.lengthS) this.pause();
  }

  show(t) {
    this.#t = Math.min(t, this.film.lengthS);
    const words = said(this.film, this.#t);
    if (Number(this.slider.value) !== t) this.slider.value = t;
    find("[data-now]").textContent = words;
    this.slider.setAttribute("aria-valuetext", words);
    this.map.setRows(this.film.vehiclesAt(this.#t), (row) => say.text("live_vehicle_n", { n: row.alias }));
    const moment = performance.now();
    if (this.#timer && moment - this.#drawn < STREETS_EVERY_MS) return;
    this.#drawn = moment;
    this.map.setClasses(this.film.classesAt(this.#t));
  }
}

/** The moment in words: the time, how many streets are worked, who drives. */
function said(film, t) {
  const time = say.clock(film.from + t, film.from + film.lengthS);
  const driving = film.vehiclesAt(t).length;
  return say.text(settings.cleared ? "live_play" : "live_play_vehicles", { time, driving, worked: film.workedAt(t) });
}

async function start() {
  tell(say.text("live_play_loading"));
  const reply = await fetch(addressOf(settings.history, find("[data-storm]").dataset.storm));
  if (!reply.ok) throw new Error(`history: ${reply.status}`);
  const film = new Film(await reply.json());
  const items = film.hours().map((t) => Object.assign(document.createElement("li"), { textContent: said(film, t) }));
  find("[data-hours]").replaceChildren(...items);
  tell("");
  new Player(film, await liveMap(find("[data-live-map]")));
}

start().catch((error) => {
  console.error(error);
  tell(say.text("live_play_failed"));
});
