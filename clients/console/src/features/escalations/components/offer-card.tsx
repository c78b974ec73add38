import { PhoneIncoming } from "lucide-react";
import { useEffect } from "react";
import { customerName } from "@/lib/customer-name";
import { useNow } from "@/lib/time";
import type { Conversation } from "@/lib/types";
import { Button } from "@/ui/button";
import { useAccept } from "../api/accept";
import { useDecline } from "../api/decline";
import styles from "./offer-card.module.css";
import { REASONS } from "./reasons";

interface OfferCardProps {
  conversation: Conversation;
  /** What the customer wants, where it is known. */
  gist?: string | undefined;
  onAccepted: () => void;
}

/** One conversation is offered to this agent, for a while. */
export function OfferCard({ conversation, gist, onAccepted }: OfferCardProps) {
  const accept = useAccept(conversation.id, onAccepted);
  const decline = useDecline(conversation.id);
  const now = useNow(250);
  const { escalation, customer, lastCustomerMessage } = conversation;
  const about = gist ?? lastCustomerMessage?.preview;
  const expiresAt = escalation?.offerExpiresAt;
  const left = expiresAt ? Math.max(0, Math.ceil((new Date(expiresAt).getTime() - now) / 1000)) : 0;
  const total = useTotal(conversation.id, left);
  if (!escalation || left === 0) return null;
  return (
    <section
      className={styles.card}
      role="alertdialog"
      aria-label="Conversation offered to you"
      aria-describedby="offer-text"
    >
      <div className={styles.head}>
        <PhoneIncoming size={17} aria-hidden />
        <strong>{customerName(customer)}</strong>
        <span className={styles.left} aria-hidden>
          {left} s
        </span>
      </div>
      <p className={styles.reason} id="offer-text">
        {REASONS[escalation.reason] ?? "Needs a person"}
      </p>
      {about && <p className={styles.preview}>{about}</p>}
      <div className={styles.buttons}>
        <Button busy={decline.isPending} onClick={() => decline.mutate()}>
          Decline
        </Button>
        <Button variant="primary" busy={accept.isPending} onClick={() => accept.mutate()}>
          Accept
        </Button>
      </div>
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
    if (left === 0) totals.delete(id);
  }, [id, left]);
  return Math.max(totals.get(id) ?? left, left, 1);
}
