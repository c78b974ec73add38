import { useEffect } from "react";
import { useLocation } from "wouter";
import { useBrief } from "@/features/briefs/api/get-brief";
import { OfferCard } from "@/features/escalations/components/offer-card";
import { useLive } from "@/lib/live/context";
import { paths } from "@/lib/paths";
import type { Conversation } from "@/lib/types";
import { useCounts } from "./counts";
import styles from "./offers.module.css";

/** What is offered to me now, over whatever page I am on. */
export function Offers() {
  const { offered } = useCounts();
  const [, navigate] = useLocation();
  return (
    <div className={styles.offers} role="region" aria-live="assertive" aria-label="Offers">
      {offered.map((row) => (
        <Offer
          key={row.id}
          conversation={row}
          onAccepted={() => navigate(paths.conversation("mine", row.id))}
        />
      ))}
    </div>
  );
}

function Offer({ conversation, onAccepted }: { conversation: Conversation; onAccepted: () => void }) {
  const live = useLive();
  const brief = useBrief(conversation);
  // That there is a brief now is said to those who watch the conversation.
  useEffect(() => live.watch(conversation.id), [live, conversation.id]);
  return <OfferCard conversation={conversation} gist={brief.data?.intent?.text} onAccepted={onAccepted} />;
}
