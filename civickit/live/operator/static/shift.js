/* operatorShift: what is known of this vehicle now, for all that ask: `facts` of the buffer, `me` of
 * the office, `undoable` {at, duty}: the end of duty that was just pressed, `accuracyM`,
 * `batteryLow` in percent, each null where it is not known.
 *
 * `held()` says whether the screen stays on.
 */
"use strict";

window.operatorShift = function ({ screen, buffer, held }) {
  const shift = { facts: null, me: null, undoable: null, accuracyM: null, batteryLow: null, render, refresh, broken };

  function render() {
    if (shift.facts) screen.render({ ...shift, held: held() });
  }

  async function refresh() {
    shift.facts = await buffer.read();
    render();
  }

  /** The phone's own storage is what all rests on: where it fails, nothing is pretended. */
  function broken(error) {
    console.error(error);
    screen.problem("storage", screen.say("storage"));
  }

  return shift;
};
