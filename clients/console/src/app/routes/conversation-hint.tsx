import { useReopen } from "@/features/conversations/api/reopen";
import { useTakeOver } from "@/features/escalations/api/take-over";
import type { Conversation } from "@/lib/types";
import { Button } from "@/ui/button";
import styles from "./conversation-page.module.css";

/** Why one cannot answer here now, and the way to. */
export function ConversationHint({ conversation, myId }: { conversation: Conversation; myId: string }) {
  const takeOver = useTakeOver(conversation.id);
  const reopen = useReopen(conversation.id);
  switch (conversation.status) {
    case "bot":
      return (
        <p className={styles.hint}>
          The bot has this conversation. You can leave a note.
          <Button small busy={takeOver.isPending} onClick={() => takeOver.mutate()}>
            Take over
          </Button>
        </p>
      );
    case "active":
      if (conversation.assignee?.id === myId) return null;
      return (
        <p className={styles.hint}>
          {conversation.assignee?.name ?? "A colleague"} has this conversation. You can leave a note.
        </p>
      );
    case "closed":
      return (
        <p className={styles.hint}>
          This conversation is closed. You can leave a note.
          <Button small busy={reopen.isPending} onClick={() => reopen.mutate()}>
            Reopen
          </Button>
        </p>
      );
    case "waiting":
      return null;
  }
}
