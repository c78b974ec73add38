import type { Conversation } from "@chorus/wire";
import { useReopen } from "@/features/conversations/api/reopen";
import { useTakeOver } from "@/features/escalations/api/take-over";
import { useClosings, useLive } from "@/lib/live/context";
import { Button } from "@/ui/button";
import styles from "./conversation-page.module.css";

interface ConversationHintProps {
  conversation: Conversation;
  myId: string;
  /** It is this agent's now. */
  onMine: () => void;
}

/** Why one cannot answer here now, and the way to. */
export function ConversationHint({ conversation, myId, onMine }: ConversationHintProps) {
  const { closings } = useLive();
  const isClosing = useClosings().includes(conversation.id);
  const takeOver = useTakeOver(conversation.id, onMine);
  const reopen = useReopen(conversation.id, onMine);
  if (isClosing) {
    return (
      <p className={styles.hint}>
        This conversation is about to close.
        <Button small onClick={() => closings.undo(conversation.id)}>
          Keep open
        </Button>
      </p>
    );
  }
  switch (conversation.status) {
    case "bot":
      return (
        <p className={styles.hint}>
          The bot is handling this conversation. You can add a note.
          <Button small busy={takeOver.isPending} onClick={() => takeOver.mutate()}>
            Take over
          </Button>
        </p>
      );
    case "active":
      if (conversation.assignee?.id === myId) return null;
      return (
        <p className={styles.hint}>
          {conversation.assignee?.name ?? "A colleague"} is handling this conversation. You can add a note.
        </p>
      );
    case "closed":
      return (
        <p className={styles.hint}>
          This conversation is closed. You can add a note.
          <Button small busy={reopen.isPending} onClick={() => reopen.mutate()}>
            Reopen
          </Button>
        </p>
      );
    case "waiting":
      return null;
  }
}
