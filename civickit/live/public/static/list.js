/* A page of the list of streets: what stands there is kept true. */

import { follow as followFeed } from "./feed_notices.js";
import { tick } from "./page.js";
import { follow } from "./states.js";

tick();
followFeed();
follow(() => {});
