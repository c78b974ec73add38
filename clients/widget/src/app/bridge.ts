/** The page that embeds us, from inside the iframe. */
import { readToApp, wrap, type ToApp, type ToPage } from "../protocol.ts";

export interface Bridge {
  post: (message: ToPage) => void;
  /** Known once the page has said hello; undefined when nothing embeds us. */
  pageOrigin: () => string | undefined;
}

/** Opened by itself, not in a frame: it behaves like an open chat. */
const ALONE: ToApp = { type: "hello", isOpen: true, takesFocus: true };

export function connectToPage(onMessage: (message: ToApp) => void): Bridge {
  const page = window.parent;
  let pageOrigin: string | undefined;
  let target = "*";
  if (page === window) {
    queueMicrotask(() => onMessage(ALONE));
    return { post: () => undefined, pageOrigin: () => undefined };
  }

  function post(message: ToPage): void {
    if (pageOrigin !== undefined) page.postMessage(wrap(message), target);
  }

  window.addEventListener("message", (event) => {
    // Frames inside the page, and windows it opened, can post here too: only the page itself is heard,
    // and once it has said hello only from the origin it then had.
    if (event.source !== page || (pageOrigin !== undefined && event.origin !== pageOrigin)) return;
    const message = readToApp(event.data);
    if (!message) return;
    if (message.type === "hello") {
      pageOrigin = event.origin;
      // A page from a file or a sandbox has the origin "null", which cannot be named as a target.
      target = pageOrigin === "null" ? "*" : pageOrigin;
    } else if (pageOrigin === undefined) return;
    onMessage(message);
  });
  // Who embeds us is not known yet; this says nothing that anybody may not hear.
  page.postMessage(wrap({ type: "ready" }), "*");
  return { post, pageOrigin: () => pageOrigin };
}
