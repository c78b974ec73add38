import type { Conversation } from "@chorus/wire";
import { PhoneIncoming } from "lucide-react";
import { useEffect } from "react";
import { customerName } from "@/lib/customer-name";
import { useHotkeys } from "@/lib/hotkeys";
import { pageName } from "@/lib/page-name";
import { REASONS } from "@/lib/reasons";
import { Button } from "@/ui/button";
import { useAccept } from "../api/accept";
import { useDecline } from "../api/decline";
import styles from "./offer-card.module.css";
import { useSecondsLeft } from "./use-seconds-left";

interface OfferCardProps {
  conversation: Conversation;
  /** What the customer wants, where it is known. */
  gist?: string | undefined;
  onAccepted: () => void;
}

/** One conversation is offered to this agent, for a while: a bar that is part of the page. */
export function OfferCard(props: OfferCardProps) {
  const left = useSecondsLeft(props.conversation.escalation?.offerExpiresAt);
  if (!props.conversation.escalation || left === 0) return null;
  return <Open {...props} reason={props.conversation.escalation.reason} left={left} />;
}

function Open({
  conversation,
  gist,
  onAccepted,
  reason,
  left,
}: OfferCardProps & { reason: string; left: number }) {
  const accept = useAccept(conversation.id, onAccepted);
  const decline = useDecline(conversation.id);
  const { customer, lastCustomerMessage, page } = conversation;
  const about = gist ?? lastCustomerMessage?.preview;
  const total = useTotal(conversation.id, left);
  useHotkeys({ a: () => accept.mutate(), d: () => decline.mutate() });
  return (
    <section
      className={styles.card}
      role="alertdialog"
      aria-label="Conversation offered to you"
      aria-describedby="offer-text"
    >
      <PhoneIncoming size={17} aria-hidden />
      <div className={styles.text}>
        <p className={styles.head}>
          <strong>
            <bdi>{customerName(customer)}</bdi>
          </strong>
          <span className={styles.reason} id="offer-text">
            {REASONS[reason] ?? "Needs an agent"}
          </span>
          {page && (
            <span className={styles.reason} title={page} dir="ltr">
              {pageName(page)}
            </span>
          )}
        </p>
        {about && (
          <p className={styles.preview} dir="auto">
            {about}
          </p>
        )}
      </div>
      <span className={styles.left} aria-hidden>
        {left} s
      </span>
      <Button title="D" busy={decline.isPending} onClick={() => decline.mutate()}>
        Decline
      </Button>
      <Button title="A" variant="primary" busy={accept.isPending} onClick={() => accept.mutate()}>
        Accept
      </Button>
      <div className={styles.track} aria-hidden>
        <div style={{ width: `${(left / total) * 100}%` }} />
      </div>
    </section>
  );
}

const totals = new Map<string, number>();

/** The seconds it had when first seen: the full length of the bar. */
function useTotal(id: string, left: number): number {
  useEffect(() => {
    if (left > (totals.get(id) ?? 0)) totals.set(id, left);
    return () => {
      if (left <= 1) totals.delete(id);
    };
  }, [id, left]);
  return Math.max(totals.get(id) ?? left, left, 1);
}
