/** Where the API is: at the origin of the widget itself, perhaps below the root. */
import { prefixBefore } from "@chorus/wire";

export const API_URL = location.origin + prefixBefore("widget", location.pathname);
