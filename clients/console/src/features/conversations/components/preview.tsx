import type { Conversation } from "@chorus/wire";
import { Lock, Paperclip } from "lucide-react";
import { personName } from "@/lib/person-name";
import styles from "./conversation-row.module.css";

type Said = NonNullable<Conversation["lastMessage"]>;

/**
 * One line of what was said. What the customer wants tells rows apart, so it stands before what the bot answered, and
 * for as long as nobody has the conversation also before what an agent wrote.
 */
export function Preview({ conversation, myId }: { conversation: Conversation; myId: string }) {
  const { lastMessage: last, lastCustomerMessage: words, status } = conversation;
  const isAnswered = last?.role === "agent" && status !== "waiting";
  const shown = isAnswered ? last : (words ?? last);
  if (!shown) return <span className={styles.preview}>No messages yet</span>;
  const isNote = shown.messageType === "note";
  const speaker = speakerOf(shown, myId);
  return (
    <span className={styles.preview}>
      {isNote && <Lock size={11} aria-hidden />}
      {shown.messageType === "attachment" && <Paperclip size={11} aria-label="File" />}
      {isNote && <span className={styles.noteMark}>Note</span>}
      <span className={styles.text} dir="auto">
        {speaker && <bdi>{speaker}: </bdi>}
        {shown.preview || (shown.messageType === "attachment" ? "File" : "")}
      </span>
    </span>
  );
}

function speakerOf({ role, authorId, authorName }: Said, myId: string): string {
  switch (role) {
    case "agent":
      return authorId === myId ? "You" : personName(authorName);
    case "bot":
      return authorName || "Bot";
    case "customer":
    case "system":
      return "";
  }
}
