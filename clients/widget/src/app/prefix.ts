/** Where the widget and the API are below the host's root. */
import { prefixBefore } from "@chorus/wire";

export const PREFIX = prefixBefore("widget", location.pathname);
