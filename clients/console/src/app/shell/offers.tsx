import { useLocation } from "wouter";
import { OfferCard } from "@/features/escalations/components/offer-card";
import { paths } from "@/lib/paths";
import { useCounts } from "./counts";
import styles from "./offers.module.css";

/** What is offered to me now, over whatever page I am on. */
export function Offers() {
  const { offered } = useCounts();
  const [, navigate] = useLocation();
  return (
    <div className={styles.offers} role="region" aria-live="assertive" aria-label="Offers">
      {offered.map((row) => (
        <OfferCard
          key={row.id}
          conversation={row}
          onAccepted={() => navigate(paths.conversation("mine", row.id))}
        />
      ))}
    </div>
  );
}
