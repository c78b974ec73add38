/** The chat button on somebody's page. Nothing is fetched and nothing stored before a person opens the chat. */
import { isColor, readToPage, wrap, type ToApp, type ToPage } from "../protocol.ts";
import { createLook } from "./look.ts";

export interface LoaderOptions {
  /** Where the widget is served from. */
  origin: string;
  /** Where we are below it: `/chat`, or nothing. */
  prefix?: string | undefined;
  inbox: string;
  language?: string | undefined;
  color?: string | undefined;
  side?: string | undefined;
  label?: string | undefined;
}

/** A function is asked once the chat is opened, and again whenever the chat has to begin anew. */
export type Identity = string | (() => string | Promise<string>);

export interface ChorusApi {
  open: () => void;
  close: () => void;
  /** Who the customer is: a JWT that the site's server signed, or a function that fetches a fresh one. */
  identify: (identity: Identity) => void;
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
const IDENTITY_WITHIN_MS = 10_000;

export function createLoader(options: LoaderOptions): ChorusApi {
  const { origin, prefix = "", inbox, language, color, side } = options;
  const key = `chorus.${inbox}`;
  const keptKey = `${key}.kept`;
  const spoken = (language ?? navigator.language).slice(0, 2);
  const label = options.label ?? LABELS[spoken] ?? "Chat with us";
  const { host, button, badge, box } = createLook(label, side);
  let frame: HTMLIFrameElement | undefined;
  let isReady = false;
  let isOpen = false;
  let takesFocus = false;
  let isGreeted = false;
  let identity: Identity | undefined;
  let isOver = false;

  if (isColor(color)) host.style.setProperty("--color", color);

  function post(message: ToApp): void {
    if (isGreeted) frame?.contentWindow?.postMessage(wrap(message), origin);
  }

  function greet(identityToken?: string): void {
    isGreeted = true;
    const kept = recall(keptKey);
    post({
      type: "hello",
      isOpen,
      takesFocus,
      ...(kept !== null && { kept }),
      ...(language && { language }),
      ...(identityToken && { identityToken }),
      ...renewable(),
    });
  }

  const renewable = () => (typeof identity === "function" ? { isRenewable: true } : {});

  /** At once where the token is a text. What was asked of a function that has been replaced is nobody's. */
  function withToken(tell: (identityToken: string | undefined) => void): void {
    const asked = identity;
    if (typeof asked === "function") void fresh(asked).then((token) => asked === identity && tell(token));
    else tell(asked);
  }

  function tellWhoItIs(): void {
    if (!isReady) return;
    withToken((identityToken) => {
      if (!isGreeted) greet(identityToken);
      else if (identityToken) post({ type: "identify", identityToken, ...renewable() });
    });
  }

  function load(): void {
    if (frame) return;
    frame = document.createElement("iframe");
    frame.title = label;
    frame.allow = "clipboard-write";
    frame.src = `${origin}${prefix}/widget/app.html?inbox=${encodeURIComponent(inbox)}`;
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
      isGreeted = false;
      tellWhoItIs();
    },
    identity: () =>
      withToken((identityToken) => post({ type: "identity", ...(identityToken && { identityToken }) })),
    close: () => show(false),
    keep: ({ text }) => remember(keptKey, text || null),
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
    identify(who) {
      identity = who;
      tellWhoItIs();
    },
    shutdown() {
      if (isOver) return;
      show(false, { withFocus: false });
      isOver = true;
      identity = undefined;
      remember(key, null);
      remember(keptKey, null);
      // The app wipes what it has on this device and says so; it is removed even if it cannot.
      load();
      host.hidden = true;
      host.style.display = "none";
      const wipe = () => {
        if (!isGreeted) greet();
        post({ type: "shutdown" });
      };
      if (isReady) wipe();
      else handlers.ready = wipe;
      setTimeout(remove, GONE_WITHIN_MS);
    },
  };
}

/** What the site's function answers, or nothing when it fails or takes too long: a chat begins without. */
async function fresh(ask: () => string | Promise<string>): Promise<string | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("It took too long.")), IDENTITY_WITHIN_MS);
  });
  try {
    const token: unknown = await Promise.race([ask(), tooLong]);
    if (typeof token === "string") return token;
    throw new TypeError("It gave no text.");
  } catch (error) {
    console.error("Chorus: the function given to identify has no token.", error);
    return undefined;
  } finally {
    clearTimeout(timer);
  }
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
