import { Clock, Quote } from "lucide-react";
import { duration, useNow } from "@/lib/time";
import type { Conversation } from "@/lib/types";
import { Button } from "@/ui/button";
import { useAccept } from "../api/accept";
import { REASONS } from "./reasons";
import styles from "./waiting-bar.module.css";

interface WaitingBarProps {
  conversation: Conversation;
  onCite: (messageIds: string[]) => void;
  onAccepted: () => void;
}

/** Why the conversation waits, since when, and the button that ends it. */
export function WaitingBar({ conversation, onCite, onAccepted }: WaitingBarProps) {
  const accept = useAccept(conversation.id, onAccepted);
  const now = useNow(1_000);
  const { escalation } = conversation;
  if (conversation.status !== "waiting" || !escalation) return null;
  return (
    <div className={styles.bar}>
      <Clock size={16} aria-hidden />
      <div className={styles.text}>
        <strong>Waiting for {duration(escalation.since, now)}</strong>
        <span>
          {REASONS[escalation.reason] ?? escalation.reason}
          {escalation.detail && `: ${escalation.detail}`}
          {escalation.evidence.length > 0 && (
            <button type="button" className={styles.cite} onClick={() => onCite(escalation.evidence)}>
              <Quote size={10} aria-hidden /> Show
            </button>
          )}
          {escalation.isCallbackPromised && (
            <span className={styles.promise}>An answer by e-mail was promised.</span>
          )}
        </span>
      </div>
      <Button variant="primary" busy={accept.isPending} onClick={() => accept.mutate()}>
        Accept
      </Button>
    </div>
  );
}
