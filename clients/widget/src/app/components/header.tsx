import { useChat } from "../context.ts";
import type { ChatState } from "../state.ts";
import { Icon } from "./icon.tsx";

export function Header({ state }: { state: ChatState }) {
  const { chat, strings, close } = useChat();
  const { inbox, screen } = state;
  const conversation = screen === "past" ? (state.past?.conversation ?? null) : state.conversation;
  const status = conversation?.status ?? "bot";
  const person = conversation?.assignee?.name;
  const isWithPerson = status === "active" && person !== undefined;
  const line = {
    bot: strings.botReady,
    waiting: strings.waiting,
    active: strings.withPerson(person ?? ""),
    closed: strings.ended,
  }[status];
  return (
    <header class="header">
      {state.conversation && screen !== "list" && (
        <button
          type="button"
          class="plain back"
          aria-label={strings.yourConversations}
          title={strings.yourConversations}
          onClick={() => void chat.showList()}
        >
          <Icon name="back" />
        </button>
      )}
      <div class="avatar" aria-hidden="true">
        {isWithPerson ? <b>{initialsOf(person)}</b> : <Icon name="bot" size={22} />}
        {status !== "closed" && <i class={status === "waiting" ? "dot dot-waiting" : "dot"} />}
      </div>
      <div class="heading">
        <h1 id="title" dir="auto">
          {inbox?.companyName || inbox?.name || strings.chat}
        </h1>
        <p aria-live="polite">{screen === "list" ? strings.yourConversations : inbox ? line : " "}</p>
      </div>
      <button type="button" class="plain" aria-label={strings.close} onClick={close}>
        <Icon name="close" />
      </button>
    </header>
  );
}

export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map(
    (word) => Array.from(word ?? "")[0] ?? "",
  );
  return letters.join("").toLocaleUpperCase();
}
