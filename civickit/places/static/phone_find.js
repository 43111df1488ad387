/* civicPhone.around: the nearest places with the rules of places/nearby.py. */
"use strict";

window.civicPhone = window.civicPhone || {};

(function () {
  const ANYWHERE_M = 20100000; // half way round the Earth

  /** The fields of a point as a card (places/phone.py `Fields`). */
  function card(point) {
    const [key, kind = "", name = "", state = "", cannot = 0, facts = [], doubts = [], checked = "", details = []] =
      point.fields;
    return { key, kind, name, state, counts: !cannot, facts, doubts, checked, details, lat: point.lat, lon: point.lon };
  }

  const near = (hit) => ({ card: card(hit), distance_m: hit.distance_m, bearing_deg: hit.bearing_deg });
  const usable = (found) => found.filter((one) => one.card.counts);

  /** Up to `count` places that can be used, with the unusable ones lying between them. */
  async function usableWithin(cells, lat, lon, count, within_m) {
    for (let asked = count; ; asked *= 2) {
      const found = (await cells.nearest(lat, lon, asked, within_m)).map(near);
      let good = 0;
      const last = found.findIndex((one) => one.card.counts && ++good === count);
      if (last >= 0) return found.slice(0, last + 1);
      if (found.length < asked) return found;
    }
  }

  /** What was found around a place, and how far the search went; `count` is of usable ones. */
  async function around(cells, rules, lat, lon, count = rules.listed) {
    let found = [];
    let searched_m = 0;
    let missing = false; // whether a part of the data could not be had, so that a nearer one may be there
    const asked = async (question) => {
      const answer = await question();
      missing = missing || cells.missing;
      return answer;
    };
    for (searched_m of rules.widen_m) {
      found = await asked(() => usableWithin(cells, lat, lon, count, searched_m));
      if (usable(found).length >= Math.min(rules.enough, count)) break;
    }
    const nearest = found[0] || (await asked(() => cells.nearest(lat, lon, 1, ANYWHERE_M))).map(near)[0] || null;
    const outside = !nearest || nearest.distance_m > rules.outside_m;
    return { lat, lon, found, searched_m, nearest, outside, missing };
  }

  /** The first two usable places, when the position is too vague to say which is nearer. */
  function undecided({ found }, accuracy_m) {
    const [first, second] = usable(found);
    if (accuracy_m === null || !second) return null;
    return accuracy_m > second.distance_m - first.distance_m ? [first, second] : null;
  }

  Object.assign(civicPhone, { around, undecided, usable, card });
})();
