import type { Conversation } from "@chorus/wire";
import { useLocation } from "wouter";
import { useBrief } from "@/features/briefs/api/get-brief";
import { useConversation } from "@/features/conversations/api/get-conversation";
import { OfferCard } from "@/features/escalations/components/offer-card";
import { focusReplyIn } from "@/lib/focus-reply";
import { paths } from "@/lib/paths";
import { useCounts } from "./counts";
import styles from "./offers.module.css";

/** What is offered to me now, above whatever page I am on. The one that is open says so itself. */
export function Offers() {
  const { offered } = useCounts();
  const [location, navigate] = useLocation();
  const openId = /^\/\w+\/([^/?]+)/.exec(location)?.[1];
  return (
    <div className={styles.offers} role="region" aria-live="assertive" aria-label="Offers">
      {offered
        .filter((row) => row.id !== openId)
        .slice(0, 1)
        .map((row) => (
          <Offer
            key={row.id}
            conversation={row}
            onAccepted={() => {
              focusReplyIn(row.id);
              navigate(paths.conversation("mine", row.id));
            }}
          />
        ))}
    </div>
  );
}

function Offer({ conversation, onAccepted }: { conversation: Conversation; onAccepted: () => void }) {
  // Lists are not told of briefs. Whoever follows the conversation is, and has it open when they accept.
  const followed = useConversation(conversation.id);
  const brief = useBrief(followed.data?.conversation ?? conversation);
  return <OfferCard conversation={conversation} gist={brief.data?.intent?.text} onAccepted={onAccepted} />;
}
