/* operatorBattery: `low(percent)` hears of a battery that will not last, null when that is over.
 * Browsers that do not tell of it (iPhones) say nothing.
 */
"use strict";

window.operatorBattery = async function (low) {
  const LOW = 0.2;
  const battery = await navigator.getBattery?.();
  if (!battery) return;
  const tell = () => low(battery.charging || battery.level > LOW ? null : Math.round(battery.level * 100));
  for (const event of ["levelchange", "chargingchange"]) battery.addEventListener(event, tell);
  tell();
};
