/** The app: what the iframe shows, loaded on first opening. */
import { render } from "preact";
import { App } from "./app.tsx";
import { createAsking } from "./asking.ts";
import { connectToPage } from "./bridge.ts";
import { createChat, type Chat } from "./chat.ts";
import { hearLogOut } from "./other-tabs.ts";
import { unreadOf } from "./state.ts";
import { keepWithPage } from "./storage.ts";
import { loadStrings, pickLanguage } from "./strings/index.ts";
import "./style.css";
import { themeOf } from "./theme.ts";
import type { ToApp } from "../protocol.ts";

const inboxId = new URLSearchParams(location.search).get("inbox") ?? "";
let chat: Chat | undefined;
let begun: Promise<void> | undefined;
let isOpen = false;

const bridge = connectToPage((message) => void receive(message));
/** Longer than the page gives its own function. */
const TOKEN_WITHIN_MS = 12_000;
/** The first message waits for it. */
const PAGE_WITHIN_MS = 500;
const identity = createAsking(() => bridge.post({ type: "identity" }), TOKEN_WITHIN_MS);
const page = createAsking(() => bridge.post({ type: "page" }), PAGE_WITHIN_MS);

async function receive(message: ToApp): Promise<void> {
  switch (message.type) {
    case "hello":
      isOpen = message.isOpen;
      await (begun ??= begin(message));
      break;
    case "opened":
    case "closed":
      isOpen = message.type === "opened";
      look();
      if (isOpen) window.dispatchEvent(new Event("chorus:focus"));
      break;
    case "identify":
      await begun;
      await chat?.identify(message.identityToken, message.isRenewable);
      break;
    case "identity":
      identity.answer(message.identityToken);
      break;
    case "page":
      page.answer(message.page);
      break;
    case "shutdown":
      if (!chat) await begun;
      await chat?.forget();
      bridge.post({ type: "gone" });
  }
}

async function begin(hello: Extract<ToApp, { type: "hello" }>) {
  const { language: wish, isRtl, identityToken, isRenewable, takesFocus, kept } = hello;
  keepWithPage(kept, (text) => bridge.post({ type: "keep", text }));
  const language = pickLanguage([wish, ...navigator.languages]);
  document.documentElement.lang = language;
  document.documentElement.dir = isRtl ? "rtl" : "ltr";
  const pageOrigin = bridge.pageOrigin();
  const askPage = pageOrigin === undefined ? undefined : page.ask;
  const place = { inboxId, language, pageOrigin, askIdentity: identity.ask, askPage };
  if (hello.forgets) await createChat(place).forget();
  chat = createChat(place);
  follow(chat);
  // Begins anew, as whoever the page around it says: what is in memory, and half a message, is gone with it.
  hearLogOut(inboxId, () => location.reload());
  document.addEventListener("visibilitychange", look);
  look();
  void (identityToken || isRenewable ? chat.identify(identityToken, isRenewable) : chat.start());
  const strings = await loadStrings(language);
  const root = document.getElementById("app");
  const close = () => bridge.post({ type: "close" });
  // Times and dates as this person's browser writes them, where it speaks the language at all.
  const locale = navigator.languages.find((one) => one.startsWith(language)) ?? language;
  const context = { chat, strings, locale, close, takesFocus: isOpen && takesFocus };
  if (root) render(<App {...context} />, root);
}

/** Told to the page: how many are unread, and the inbox's colours. */
function follow({ store }: Chat): void {
  let unread = 0;
  let color: string | undefined;
  store.watch((state) => {
    const now = state.isVisible ? 0 : unreadOf(state);
    if (now !== unread) bridge.post({ type: "unread", count: (unread = now) });
    if (!state.inbox || state.inbox.color === color) return;
    color = state.inbox.color;
    const theme = themeOf(color);
    const { style } = document.documentElement;
    const names = ["accent", "ink", "onLight", "onDark"] as const;
    for (const name of names) style.setProperty(`--${name}`, theme[name]);
    const title = state.inbox.companyName || state.inbox.name;
    bridge.post({ type: "look", color: theme.accent, ink: theme.ink, title });
  });
}

function look(): void {
  chat?.setVisible(isOpen && document.visibilityState === "visible");
}
