/** The chat button on somebody's page. Nothing is fetched and nothing stored before a person opens the chat. */
import { isColor, readToPage, wrap, type ToApp, type ToPage } from "../protocol.ts";
import { createLook } from "./look.ts";

export interface LoaderOptions {
  /** Where the widget is served from. */
  origin: string;
  inbox: string;
  language?: string | undefined;
  color?: string | undefined;
  side?: string | undefined;
  label?: string | undefined;
}

export interface ChorusApi {
  open: () => void;
  close: () => void;
  /** A JWT that the site's server signed about its customer. */
  identify: (identityToken: string) => void;
  /** At log-out: forgets the customer on this device and removes the chat. */
  shutdown: () => void;
}

const LABELS: Record<string, string> = {
  en: "Chat with us",
  fr: "Discuter",
  es: "Chatear",
  pt: "Conversar",
  de: "Mit uns chatten",
};
const GONE_WITHIN_MS = 1_500;
const READY_WITHIN_MS = 20_000;

export function createLoader(options: LoaderOptions): ChorusApi {
  const { origin, inbox, language, color, side } = options;
  const key = `chorus.${inbox}`;
  const spoken = (language ?? navigator.language).slice(0, 2);
  const label = options.label ?? LABELS[spoken] ?? "Chat with us";
  const { host, button, badge, box } = createLook(label, side);
  let frame: HTMLIFrameElement | undefined;
  let isReady = false;
  let isOpen = false;
  let takesFocus = false;
  let identityToken: string | undefined;
  let isOver = false;

  if (isColor(color)) host.style.setProperty("--color", color);

  function post(message: ToApp): void {
    if (isReady) frame?.contentWindow?.postMessage(wrap(message), origin);
  }

  function greet(): void {
    const hello = { type: "hello", isOpen, takesFocus } as const;
    post({ ...hello, ...(language && { language }), ...(identityToken && { identityToken }) });
  }

  function load(): void {
    if (frame) return;
    frame = document.createElement("iframe");
    frame.title = label;
    frame.allow = "clipboard-write";
    frame.src = `${origin}/widget/app.html?inbox=${encodeURIComponent(inbox)}`;
    box.append(frame);
    setTimeout(() => {
      if (!isReady) giveUp();
    }, READY_WITHIN_MS);
  }

  /** The browser keeps our frame out of a page that is not on the inbox's list, and tells nobody but the console. */
  function giveUp(): void {
    console.error(
      `Chorus: no chat at ${location.origin}. Is it among the allowed origins of inbox ${inbox}?`,
    );
    show(false, { withFocus: false });
    frame?.remove();
    frame = undefined;
  }

  function show(open: boolean, { withFocus = true } = {}): void {
    if (isOver) return;
    if (open) load();
    if (open === isOpen) return;
    isOpen = open;
    takesFocus = withFocus;
    box.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    // Kept only after somebody asked for the chat, for this tab alone: it stays open on the site's next page.
    remember(key, open ? "open" : "closed");
    post({ type: open ? "opened" : "closed" });
    if (!withFocus) return;
    if (open) frame?.focus();
    else button.focus();
  }

  const handlers: { [T in ToPage["type"]]: (message: Extract<ToPage, { type: T }>) => void } = {
    ready: () => {
      isReady = true;
      greet();
    },
    close: () => show(false),
    unread: ({ count }) => {
      badge.textContent = count > 0 ? String(Math.min(count, 99)) : "";
      button.setAttribute("aria-label", count > 0 ? `${label} (${count})` : label);
    },
    look: (message) => {
      host.style.setProperty("--color", message.color);
      host.style.setProperty("--ink", message.ink);
      if (frame && message.title) frame.title = message.title;
    },
    gone: remove,
  };

  function receive(event: MessageEvent): void {
    // Any window can post here, and any page can be framed from our origin: only our own frame may move the panel.
    if (!frame || event.source !== frame.contentWindow || event.origin !== origin) return;
    const message = readToPage(event.data);
    if (message) (handlers[message.type] as (message: ToPage) => void)(message);
  }

  function remove(): void {
    removeEventListener("message", receive);
    host.remove();
  }

  addEventListener("message", receive);
  button.addEventListener("click", () => show(!isOpen));
  document.body.append(host);

  const before = recall(key);
  if (before === "open") show(true, { withFocus: false });
  else if (before) whenIdle(load);

  return {
    open: () => show(true),
    close: () => show(false),
    identify(token) {
      identityToken = token;
      post({ type: "identify", identityToken: token });
    },
    shutdown() {
      if (isOver) return;
      show(false, { withFocus: false });
      isOver = true;
      remember(key, null);
      // The app wipes what it has on this device and says so; it is removed even if it cannot.
      load();
      host.hidden = true;
      host.style.display = "none";
      if (isReady) post({ type: "shutdown" });
      else
        handlers.ready = () => {
          isReady = true;
          greet();
          post({ type: "shutdown" });
        };
      setTimeout(remove, GONE_WITHIN_MS);
    },
  };
}

function whenIdle(work: () => void): void {
  const run = () => ("requestIdleCallback" in window ? requestIdleCallback(work) : setTimeout(work, 500));
  if (document.readyState === "complete") run();
  else addEventListener("load", run);
}

// Storage throws where the browser forbids it.
function remember(key: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // The chat works; it just does not stay open on the next page.
  }
}

function recall(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}
