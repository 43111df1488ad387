/* operatorAwake: keeps the screen on while on duty; a dark phone records nothing.
 *
 * The lock goes whenever the page is not in front, and is asked for again when it is.
 */
"use strict";

window.operatorAwake = function (changed) {
  let wanted = false;
  let lock = null;

  async function ask() {
    if (!wanted || lock || document.visibilityState !== "visible") return;
    try {
      const got = await navigator.wakeLock.request("screen");
      got.addEventListener("release", () => {
        if (lock === got) lock = null;
        changed();
      });
      lock = got;
      if (!wanted) lock.release();
    } catch (error) {
      console.warn(error); // refused, or a browser without it: `held` says so
    }
    changed();
  }

  document.addEventListener("visibilitychange", ask);

  return {
    hold() {
      wanted = true;
      return ask();
    },
    release() {
      wanted = false;
      lock?.release();
    },
    held: () => lock !== null,
  };
};
