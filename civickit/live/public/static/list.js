/* A page of the list of streets: what stands there is kept true. */

import { latest } from "../live/feed.js";
import { setClock, settings, tick } from "./page.js";
import { follow } from "./states.js";

latest(settings.live).then(({ data, offline }) => data && !offline && setClock(data));
tick();
follow(() => {});
