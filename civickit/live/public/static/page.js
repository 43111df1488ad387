/* What the scripts of the public pages share: the page's settings, its words, its clock, its slots. */

import { CHANGED, hear, now } from "../live/clock.js";
import { corners, endsOf } from "../live/network.js";
import { sayer } from "../live/say.js";

const AGED_MS = 30_000;
const root = document.querySelector("[data-live]");

export const settings = JSON.parse(root.dataset.live);
export const say = sayer(settings.words, settings.zone);
export const lang = document.documentElement.dataset.lang;

export const find = (selector, from = document) => from.querySelector(selector);
export const all = (selector, from = document) => [...from.querySelectorAll(selector)];

/** An address of the site for a key: `settings.street`, `settings.history`. */
export const addressOf = (pattern, key) => pattern.replace("KEY", encodeURIComponent(key));

/** What a street is called here. */
export function nameOf(street) {
  return (lang === "en" && street.name_en) || street.name || say.text("live_say_unnamed", { key: street.id });
}

let places = null; // the corners of the streets, made when they are first needed

/** `from Station Street to School Street`: the parts of a long street are told apart by that. */
export function betweenOf(street, streets) {
  places ??= corners(streets);
  const [first, last] = endsOf(street, places);
  if (first && last && first.name !== last.name) return say.text("live_say_between", { a: nameOf(first), b: nameOf(last) });
  const one = first || last;
  return one ? say.text("live_say_beside", { a: nameOf(one) }) : "";
}

export { now };

/** Set the page's clock by a feed of vehicles that has just come; gives by how much it is off. */
export const setClock = (live) => hear(live, settings.silentS);

/** Write texts into the slots of an element; what is told already is left alone. */
export function fill(element, texts) {
  for (const [slot, text] of Object.entries(texts)) {
    const place = find(`[data-slot="${slot}"]`, element);
    if (place && place.textContent !== text) place.textContent = text;
  }
}

/** The line of the legend that stands before a street. */
export function sign(element, age) {
  find(".line-sign", element).setAttribute("class", `line-sign ${age}`);
}

/** A copy of what a template holds. */
export const copyOf = (template) => template.content.firstElementChild.cloneNode(true);

/** Tell something once, also to a screen reader. */
export function tell(text) {
  find("[data-say]").textContent = text;
}

/** Keep every "… ago" of the page true, and let what follows from ages hear that they are others. */
export function tick() {
  const turn = () => {
    if (document.visibilityState !== "visible") return;
    for (const one of all("[data-ago]")) {
      const text = say.ago(now() - Number(one.dataset.ago));
      if (one.textContent !== text) one.textContent = text;
    }
  };
  const aged = () => document.visibilityState === "visible" && document.dispatchEvent(new Event(CHANGED));
  setInterval(turn, 1000);
  setInterval(aged, AGED_MS);
  for (const act of [turn, aged]) document.addEventListener("visibilitychange", act);
  aged(); // what is read may be a copy of yesterday
}
