import { useEffect, useState } from "preact/hooks";
import { useChat } from "../context.ts";
import type { ChatState } from "../state.ts";

/** A short break is nobody's business. */
const AFTER_MS = 1_500;

export function Banner({ state }: { state: ChatState }) {
  const { chat, strings } = useChat();
  const { connection } = state;
  const text = {
    connecting: strings.connecting,
    reconnecting: strings.reconnecting,
    offline: strings.offline,
  }[connection as "connecting"] as string | undefined;
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    setIsShown(false);
    if (text === undefined) return undefined;
    const timer = setTimeout(() => setIsShown(true), AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div class="banner" role="status" data-state={connection}>
      {isShown && text && (
        <p>
          {text}{" "}
          <button type="button" class="again" onClick={() => chat.reconnectNow()}>
            {strings.tryAgain}
          </button>
        </p>
      )}
    </div>
  );
}
