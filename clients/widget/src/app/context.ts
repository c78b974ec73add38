/** What every component needs: the chat, its words, and the locale of times and dates. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Chat } from "./chat.ts";
import type { Strings } from "./strings/index.ts";

export interface AppContext {
  chat: Chat;
  strings: Strings;
  locale: string;
  /** Somebody has just opened it: they can write at once. */
  takesFocus: boolean;
  close: () => void;
}

export const ChatContext = createContext<AppContext | null>(null);

export function useChat(): AppContext {
  const context = useContext(ChatContext);
  if (!context) throw new Error("useChat outside of its context");
  return context;
}
