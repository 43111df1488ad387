/* civicPhone.Words: distances, directions, facts and states said as places/say.py says them.
 *
 * The texts of one language come as one file (places/phone.py `words`).
 */
"use strict";

window.civicPhone = window.civicPhone || {};

(function () {
  /** To so many decimals, halves to the even side, as Python rounds. */
  function rounded(value, decimals = 0) {
    const scaled = value * 10 ** decimals;
    const low = Math.floor(scaled);
    if (scaled - low === 0.5) return (low % 2 === 0 ? low : low + 1) / 10 ** decimals;
    return Number(value.toFixed(decimals));
  }

  class Words {
    constructor(told) {
      this.rules = told.rules;
      this.kinds = told.kinds;
      this.states = told.states;
      this.whole = told.whole;
      this._told = told;
    }

    /** The text of a key with its values filled in; the key itself when nobody has it. */
    text(key, values = {}) {
      const text = this._told.texts[key];
      if (text === undefined) return key;
      return text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
    }

    distance(metres) {
      if (metres < 999.5) return `${rounded(metres)} m`;
      return `${rounded(metres / 1000, metres < 9950 ? 1 : 0)} km`;
    }

    direction(bearing) {
      const { winds } = this._told;
      return winds[rounded((bearing / 360) * winds.length) % winds.length];
    }

    /** A fact of a card: free text, or the key of a text and its values. */
    fact(one) {
      if (typeof one === "string") return one;
      const [key, { bearing_deg, ...values }] = one;
      if (bearing_deg !== undefined) values.direction = this.direction(((bearing_deg % 360) + 360) % 360);
      return this.text(key, values);
    }

    /** The word of a kind; not where there is only one, and the place has a name. */
    kind({ kind, name }) {
      if (name && Object.keys(this.kinds).length === 1) return "";
      return (this.kinds[kind] || {}).word || "";
    }

    label(card) {
      return [this.kind(card), card.name].filter(Boolean).join(" ");
    }

    reach(distance) {
      const { name, unit_m, detour } = this.rules.reach;
      const needed = Number(((distance * detour) / unit_m).toFixed(9));
      return this.text(`fact.${name}`, { count: Math.max(1, Math.ceil(needed)) });
    }

    /** [what it is called, what it says] of each detail of a card. */
    details(card) {
      const found = [];
      for (let at = 0; at < card.details.length; at += 2) {
        found.push([this._told.labels[card.details[at]], card.details[at + 1]]);
      }
      return found;
    }
  }

  civicPhone.Words = Words;
})();
