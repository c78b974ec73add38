import type { Conversation } from "@chorus/wire";
import { Clock, Quote } from "lucide-react";
import { REASONS } from "@/lib/reasons";
import { duration, useNow } from "@/lib/time";
import { Button } from "@/ui/button";
import { useAccept } from "../api/accept";
import { useDecline } from "../api/decline";
import { useSecondsLeft } from "./use-seconds-left";
import styles from "./waiting-bar.module.css";

interface WaitingBarProps {
  conversation: Conversation;
  myId: string;
  /** Another customer is offered to this agent: their "Accept" is the only one on the screen. */
  hasOtherOffer: boolean;
  onCite: (messageIds: string[]) => void;
  onAccepted: () => void;
}

/** Why the conversation waits, since when, and the button that ends it. */
export function WaitingBar({ conversation, myId, hasOtherOffer, onCite, onAccepted }: WaitingBarProps) {
  const accept = useAccept(conversation.id, onAccepted);
  const decline = useDecline(conversation.id);
  const now = useNow(1_000);
  const { escalation } = conversation;
  const left = useSecondsLeft(escalation?.offeredTo === myId ? escalation.offerExpiresAt : null);
  if (conversation.status !== "waiting" || !escalation) return null;
  return (
    <div className={styles.bar}>
      <Clock size={16} aria-hidden />
      <div className={styles.text}>
        <strong>
          Waiting for {duration(escalation.since, now)}
          {left > 0 && <span className={styles.offer}> · offered to you, {left} s left</span>}
        </strong>
        <span>
          {REASONS[escalation.reason] ?? escalation.reason}
          {escalation.detail && (
            <>
              : <bdi>{escalation.detail}</bdi>
            </>
          )}
          {escalation.evidence.length > 0 && (
            <button type="button" className={styles.cite} onClick={() => onCite(escalation.evidence)}>
              <Quote size={10} aria-hidden /> Show
            </button>
          )}
          {escalation.isCallbackPromised && (
            <span className={styles.promise}>The customer was promised an answer by e-mail.</span>
          )}
        </span>
      </div>
      {left > 0 && (
        <Button busy={decline.isPending} onClick={() => decline.mutate()}>
          Decline
        </Button>
      )}
      {hasOtherOffer ? (
        <span className={styles.first}>Accept or decline the offer above first.</span>
      ) : (
        <Button variant="primary" busy={accept.isPending} onClick={() => accept.mutate()}>
          Accept
        </Button>
      )}
    </div>
  );
}
