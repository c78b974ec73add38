import { useChat } from "../context.ts";
import type { ChatState } from "../state.ts";
import { Icon } from "./icon.tsx";

export function Header({ state }: { state: ChatState }) {
  const { strings, close } = useChat();
  const { inbox, conversation } = state;
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
      <div class="avatar" aria-hidden="true">
        {isWithPerson ? <b>{initialsOf(person)}</b> : <Icon name="bot" size={22} />}
        {status !== "closed" && <i class={status === "waiting" ? "dot dot-waiting" : "dot"} />}
      </div>
      <div class="heading">
        <h1 id="title">{inbox?.companyName || inbox?.name || strings.chat}</h1>
        <p aria-live="polite">{inbox ? line : " "}</p>
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
