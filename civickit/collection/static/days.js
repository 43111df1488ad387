/* civicDays: one area's collection days, as collection/plan.py knows them. */
"use strict";

window.civicDays = (function () {
  const { wordsOf, later } = civicCollection;

  /** What /phone/areas/<key>.json says. */
  class Days {
    constructor(told) {
      Object.assign(this, told);
      this.names = told.kinds.map((kind) => wordsOf(kind.names));
      this.short = told.kinds.map((kind) => wordsOf(kind.short));
    }

    /** [{kind, why}] of a day; kinds are numbers, reasons are words. */
    on(day) {
      const found = [];
      const told = this.days[day] || [];
      for (let at = 0; at < told.length; at += 2) found.push({ kind: told[at], why: wordsOf(this.whys[told[at + 1]]) });
      return found;
    }

    /** Whether the data says anything about this day. */
    known(day) {
      return (!this.begins || day >= this.begins) && (!this.ends || day <= this.ends);
    }

    /** Whether this file reaches so far. */
    covers(day) {
      return day >= this.first && later(day, 1) <= this.last;
    }

    /** [{day, kind, why}]: the first day after `today` of each kind that has one, in order. */
    nextDays(today) {
      const found = new Map();
      for (const day of Object.keys(this.days)) {
        for (const one of day > today ? this.on(day) : []) if (!found.has(one.kind)) found.set(one.kind, { day, ...one });
      }
      return [...found.values()];
    }

    /** The first day of the kind with this key, today included; '' where there is none. */
    nextOf(key, today) {
      const kind = this.kinds.findIndex((one) => one.key === key);
      return Object.keys(this.days).find((day) => day >= today && this.on(day).some((one) => one.kind === kind)) || "";
    }

    /** The kinds about which the data says nothing any more, while others go on. */
    ended(today) {
      return this.known(today) ? Object.keys(this.kind_ends).filter((kind) => this.kind_ends[kind] < today) : [];
    }

    noticesOn(day) {
      return this.notices.filter((one) => (!one.first || one.first <= day) && (!one.last || one.last >= day));
    }

    closed(day) {
      return this.closures.some(([first, last]) => first <= day && day <= last);
    }
  }

  return { Days };
})();
