import { Tag } from "lucide-react";
import { labels } from "@/lib/resources";
import { Listing } from "@/ui/listing";
import { LabelForm } from "./label-form";
import styles from "./labels-page.module.css";

export function LabelsPage() {
  return (
    <Listing
      title="Labels"
      lead="Label conversations by topic to find them later."
      icon={Tag}
      noun="label"
      query={labels.useList()}
      nothing="Start with the topics customers write about most."
      nameOf={(label) => label.name}
      form={(label, onClose) => <LabelForm label={label} onClose={onClose} />}
      removal={{
        mutation: labels.useRemove(),
        text: (label) => `“${label.name}” will be removed from all conversations.`,
      }}
    >
      {(label) => ({
        mark: <span className={styles.mark} style={{ background: label.color }} aria-hidden />,
        title: label.name,
      })}
    </Listing>
  );
}
