/* The driver's page: its parts put together, for one vehicle. */
"use strict";

(async function () {
  const { operatorLogin: logins, operatorBuffer, operatorSender, operatorTracker, operatorAwake, operatorScreen } = window;
  const { operatorWhose, operatorShift, operatorDuty, operatorOffice, operatorLife, operatorBattery } = window;
  const root = document.querySelector("[data-operator]");
  const { dataset } = root;
  const screen = operatorScreen(root);
  const { say, problem } = screen;
  const everyMs = Number(dataset.everyMs);
  const SAVED_MS = 60_000;

  /** What a position, or the lack of it, shows. */
  function places(shift, buffer, sender) {
    return {
      everyMs,
      take: (fix) => buffer.addFix(fix).then(shift.refresh).then(sender.soon).catch(shift.broken),
      heard: (metres) => {
        shift.accuracyM = metres;
        problem("gps", "");
      },
      failed: (why) => problem("gps", say(why)),
    };
  }

  async function save(sender) {
    try {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await sender.file(dataset.track));
      link.download = "track.csv";
      link.click();
      setTimeout(URL.revokeObjectURL, SAVED_MS, link.href);
    } catch (error) {
      problem("sending", say(error.fault || "network", { why: error.message }));
    }
  }

  async function forget(sender, buffer) {
    sender.end();
    await buffer.destroy();
    logins.forget();
    location.reload();
  }

  /** One press after the other, however fast the fingers are. */
  function listen(acts, broken) {
    let acting = Promise.resolve();
    root.addEventListener("click", ({ target }) => {
      const name = target.closest("[data-press]")?.dataset.press;
      if (name) acting = acting.then(acts[name]).catch(broken);
    });
  }

  async function begin(login) {
    const buffer = await operatorBuffer(login.name);
    const awake = operatorAwake(() => shift.render());
    const shift = operatorShift({ screen, buffer, held: awake.held });
    const addresses = { duty: dataset.duty, me: dataset.me, fixes: dataset.fixes };
    const sender = operatorSender({ buffer, login, addresses, paceMs: 2 * everyMs, changed: (news) => office.heard(news) });
    const tracker = operatorTracker(places(shift, buffer, sender));
    const duty = operatorDuty({ shift, buffer, sender, tracker, awake, screen });
    const office = operatorOffice({ shift, buffer, duty, screen });
    const others = { track: () => save(sender), forget: () => forget(sender, buffer), here: () => location.reload() };
    listen({ ...duty.acts, ...others }, shift.broken);
    await shift.refresh();
    duty.resume();
    operatorLife({ shift, buffer, sender, tracker, duty, screen });
    operatorBattery((percent) => {
      shift.batteryLow = percent;
      shift.render();
    }).catch(console.warn);
    sender.now();
    sender.me();
  }

  try {
    const login = await operatorWhose({ screen, logins, bufferOf: operatorBuffer });
    if (login) await begin(login);
  } catch (error) {
    console.error(error);
    problem("storage", say("storage"));
  }
})();
