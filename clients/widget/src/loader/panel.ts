/** One chat on the page, from its button to its end: the frame, what is said to it, and what is shown when it fails. */
import { isColor, readToPage, wrap, type ToApp, type ToPage } from "../protocol.ts";
import { createBack } from "./back.ts";
import { ask, type Identity } from "./identity.ts";
import { createLook } from "./look.ts";
import { keepMounted } from "./mount.ts";
import { recall, remember } from "./storage.ts";
import { wordsOf } from "./words.ts";

export interface PanelOptions {
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

export type Panel = ReturnType<typeof createPanel>;

const GONE_WITHIN_MS = 1_500;
const READY_WITHIN_MS = 20_000;
/** An app that runs has said so by the time its frame has loaded; a page of the browser's own never does. */
const SPOKEN_WITHIN_MS = 2_000;
const OVER = "over";
const RTL = /^(ar|fa|he|ur)\b/i;

export function createPanel(options: PanelOptions, identityNow: () => Identity | undefined) {
  const { origin, prefix = "", inbox, color } = options;
  const page = document.documentElement;
  // What the page is written in, where the snippet does not say.
  const language = options.language ?? (page.lang || undefined);
  const isRtl = getComputedStyle(page).direction === "rtl" || RTL.test(options.language ?? "");
  const side = options.side ?? (isRtl ? "left" : undefined);
  const key = `chorus.${inbox}`;
  const words = wordsOf(language ?? navigator.language);
  const label = options.label ?? words.label;
  const look = createLook(label, side);
  const { host, button, badge, box } = look;
  const back = createBack(() => show(false, { byPerson: true }));
  const before = recall(key);
  let forgets = before === OVER;
  let frame: HTMLIFrameElement | undefined;
  let isReady = false;
  let isOpen = false;
  let takesFocus = false;
  let isGreeted = false;
  let patience: ReturnType<typeof setTimeout> | undefined;
  let ended: (() => void) | undefined;

  paint(color, undefined);
  paint(...((recall(`${key}.look`) ?? "").split(" ") as [string, string?]));

  function paint(one: string | undefined, ink: string | undefined): void {
    if (isColor(one)) host.style.setProperty("--color", one);
    if (isColor(ink)) host.style.setProperty("--ink", ink);
  }

  /** Undoes the zoom of the page, under which the chat would be larger than the window. "normal" is none. */
  const fit = () => {
    host.style.setProperty("--zoom", `${1 / (+getComputedStyle(page).zoom || 1)}`);
  };

  function post(message: ToApp): void {
    if (isGreeted) frame?.contentWindow?.postMessage(wrap(message), origin);
  }

  function greet(identityToken?: string): void {
    isGreeted = true;
    const kept = recall(`${key}.kept`);
    post({
      type: "hello",
      isOpen,
      takesFocus,
      ...(forgets && { forgets }),
      ...(kept !== null && { kept }),
      ...(language && { language }),
      ...(isRtl && { isRtl }),
      ...(identityToken && { identityToken }),
      ...renewable(),
    });
    forgets = false;
  }

  const renewable = () => (typeof identityNow() === "function" ? { isRenewable: true } : {});

  /** At once where the token is a text. What was asked of a function that has been replaced is nobody's. */
  function withToken(tell: (identityToken: string | undefined) => void): void {
    const asked = identityNow();
    if (typeof asked === "function") void ask(asked).then((token) => asked === identityNow() && tell(token));
    else tell(asked);
  }

  function tellWhoItIs(): void {
    if (!isReady || ended) return;
    withToken((identityToken) => {
      if (ended) return;
      if (!isGreeted) greet(identityToken);
      else if (identityToken) post({ type: "identify", identityToken, ...renewable() });
    });
  }

  function load(): void {
    if (frame) return;
    // A page in a sandbox and a file have no origin, so that no list can allow them: the browser would say it its way.
    if (self.origin === "null") {
      giveUp("null");
      return;
    }
    look.say("");
    frame = document.createElement("iframe");
    frame.title = label;
    frame.allow = "clipboard-write";
    // For a refusal in our own words; which pages may frame it, the browser knows and sees to.
    const around = [
      location.origin,
      ...Array.from((location as Partial<Location>).ancestorOrigins ?? []),
    ].slice(0, 10);
    frame.src = `${origin}${prefix}/widget/app.html?inbox=${encodeURIComponent(inbox)}&page=${encodeURIComponent(around.join(" "))}`;
    frame.onload = () => wait(SPOKEN_WITHIN_MS);
    box.append(frame);
    wait(READY_WITHIN_MS);
  }

  function wait(milliseconds: number): void {
    clearTimeout(patience);
    if (!isReady) patience = setTimeout(() => giveUp(location.origin), milliseconds);
  }

  /** In our own words to whoever is in front of it, and to the site's developer. */
  function giveUp(page: string): void {
    clearTimeout(patience);
    console.error(
      `Chorus: no chat here. Is ${page || location.origin} among the allowed origins of inbox ${inbox}, ` +
        `with every page around it, and "frame-src ${origin}" in its policy?`,
    );
    frame?.remove();
    frame = undefined;
    isReady = isGreeted = false;
    look.say(words.failed);
    ended?.();
  }

  function show(open: boolean, { withFocus = true, byPerson = false } = {}): void {
    if (ended) return;
    fit();
    if (open) load();
    if (open === isOpen) return;
    isOpen = open;
    takesFocus = withFocus;
    box.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    // Kept only after somebody asked for the chat, for this tab alone: it stays open on the site's next page.
    remember(key, open ? "open" : "closed");
    post({ type: open ? "opened" : "closed" });
    if (open) back.opened();
    else back.closed(byPerson);
    if (!withFocus) return;
    if (open) frame?.focus();
    else button.focus();
  }

  const handlers: { [T in ToPage["type"]]: (message: Extract<ToPage, { type: T }>) => void } = {
    ready: () => {
      isReady = true;
      isGreeted = false;
      clearTimeout(patience);
      if (ended) wipe();
      else tellWhoItIs();
    },
    refused: ({ page }) => giveUp(page),
    identity: () =>
      withToken((identityToken) => post({ type: "identity", ...(identityToken && { identityToken }) })),
    // What comes after the path can hold secrets, and never leaves the page.
    page: () => post({ type: "page", page: location.origin + location.pathname }),
    close: () => show(false, { byPerson: true }),
    keep: ({ text }) => {
      if (!ended) remember(`${key}.kept`, text || null);
    },
    unread: ({ count }) => {
      badge.textContent = count > 0 ? String(Math.min(count, 99)) : "";
      button.setAttribute("aria-label", count > 0 ? `${label} (${count})` : label);
    },
    look: (message) => {
      paint(message.color, message.ink);
      if (!ended) remember(`${key}.look`, `${message.color} ${message.ink}`);
      if (frame && message.title) frame.title = message.title;
    },
    gone: () => {
      remember(key, null);
      ended?.();
    },
  };

  function receive(event: MessageEvent): void {
    // Any window can post here, and any page can be framed from our origin: only our own frame may move the panel.
    if (!frame || event.source !== frame.contentWindow || event.origin !== origin) return;
    const message = readToPage(event.data);
    if (message) (handlers[message.type] as (message: ToPage) => void)(message);
  }

  /** The page's own policy forbids our frame: Firefox would never say that it has loaded. */
  function forbidden({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent): void {
    if (frame && /^(frame|child)-src/.test(effectiveDirective) && blockedURI.startsWith(origin))
      giveUp(location.origin);
  }

  /** A frame that was taken off the page and put back loads anew. */
  function listen(): void {
    isReady = isGreeted = false;
    fit();
    addEventListener("message", receive);
    document.addEventListener("securitypolicyviolation", forbidden);
    back.listen();
    button.onclick = () => show(!isOpen, { byPerson: true });
  }

  function wipe(): void {
    if (!isGreeted) greet();
    post({ type: "shutdown" });
  }

  const unmount = keepMounted(host, listen);
  if (before === "open") show(true, { withFocus: false });
  else if (before === "closed") whenIdle(load);

  return {
    show,
    tellWhoItIs,
    /** Lets the app forget the customer on this device; it is removed even if it cannot. */
    end(then: () => void): void {
      show(false, { withFocus: false });
      for (const one of ["kept", "look"]) remember(`${key}.${one}`, null);
      // Whoever comes next starts with nothing, also where the app has no time to wipe.
      remember(key, OVER);
      host.dataset.gone = "";
      const timer = setTimeout(() => ended?.(), GONE_WITHIN_MS);
      ended = () => {
        ended = () => undefined;
        clearTimeout(timer);
        clearTimeout(patience);
        removeEventListener("message", receive);
        document.removeEventListener("securitypolicyviolation", forbidden);
        back.end();
        unmount();
        then();
      };
      load();
      if (isReady) wipe();
    },
  };
}

function whenIdle(work: () => void): void {
  const run = () => ("requestIdleCallback" in window ? requestIdleCallback(work) : setTimeout(work, 500));
  if (document.readyState === "complete") run();
  else addEventListener("load", run);
}
