import { isComposing } from "@chorus/wire";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Banner } from "./components/banner.tsx";
import { Composer } from "./components/composer.tsx";
import { Conversations } from "./components/conversations.tsx";
import { Ended } from "./components/ended.tsx";
import { Header } from "./components/header.tsx";
import { Log } from "./components/log.tsx";
import { Panel } from "./components/panels.tsx";
import { ChatContext, useChat, type AppContext } from "./context.ts";
import { isOngoing, pastState } from "./state.ts";
import { useStore } from "./store.ts";

export function App(context: AppContext) {
  return (
    <ChatContext.Provider value={context}>
      <Dialog>
        <Body />
      </Dialog>
    </ChatContext.Provider>
  );
}

const FOCUSABLE =
  ":is(button:not(:disabled),a[href],input,textarea,summary,[tabindex='0']):not([tabindex='-1'])";

/** Tab stays inside, Escape closes: the page behind is another document, which Tab would otherwise leave to. */
function Dialog({ children }: { children: ComponentChildren }) {
  const { close } = useChat();
  const boxRef = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !isComposing(event)) close();
      if (event.key !== "Tab" || !boxRef.current) return;
      const stops = [...boxRef.current.querySelectorAll<HTMLElement>(FOCUSABLE)];
      const [first, last] = [stops[0], stops.at(-1)];
      const edge = event.shiftKey ? first : last;
      if (document.activeElement !== edge && document.activeElement !== document.body) return;
      event.preventDefault();
      (event.shiftKey ? last : first)?.focus();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [close]);
  return (
    <div class="chat" ref={boxRef} role="dialog" aria-labelledby="title">
      {children}
    </div>
  );
}

function Body() {
  const { chat, strings } = useChat();
  const state = useStore(chat.store);
  if (state.phase === "failed") {
    return (
      <>
        <Header state={state} />
        <div class="unavailable" role="alert">
          <h2>{strings.failedTitle}</h2>
          <p>{strings.failedText}</p>
          <button type="button" class="primary" onClick={() => void chat.start()}>
            {strings.tryAgain}
          </button>
        </div>
      </>
    );
  }
  if (state.screen === "list") {
    return (
      <>
        <Header state={state} />
        <Banner state={state} />
        <Conversations state={state} />
      </>
    );
  }
  if (state.screen === "past" && state.past) {
    const { conversation } = state.past;
    return (
      <>
        <Header state={state} />
        <Banner state={state} />
        <Log key={conversation.id} state={pastState(state, state.past)} />
        <Ended conversation={conversation} ratingMs={state.ratingMs} isBeside={isOngoing(state)} />
      </>
    );
  }
  return (
    <>
      <Header state={state} />
      <Banner state={state} />
      <Log state={state} />
      <Panel state={state} />
      <Composer state={state} />
    </>
  );
}
