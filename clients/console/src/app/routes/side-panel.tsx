import type { Conversation } from "@chorus/wire";
import { BriefPanel } from "@/features/briefs/components/brief-panel";
import { LabelPicker } from "@/features/conversations/components/label-picker";
import { CustomerPanel } from "@/features/customers/components/customer-panel";
import { useIsWide } from "@/lib/media";
import { createStored } from "@/lib/stored";
import { Dialog } from "@/ui/dialog";
import { useState } from "react";
import styles from "./conversation-page.module.css";

const sideShown = createStored("chorus.side", true);

/** Remembered where there is room for it; elsewhere it opens over the conversation and closes again. */
export function useSideShown(): [boolean, (shown: boolean) => void] {
  const isWide = useIsWide();
  const remembered = sideShown.use();
  const [isOver, setOver] = useState(false);
  return isWide ? [remembered, sideShown.set] : [isOver, setOver];
}

interface SidePanelProps {
  conversation: Conversation;
  isShown: boolean;
  onClose: () => void;
  onCite: (messageIds: string[]) => void;
  hrefOf: (conversationId: string) => string;
}

export function SidePanel({ conversation, isShown, onClose, onCite, hrefOf }: SidePanelProps) {
  const isWide = useIsWide();
  if (!isShown) return null;
  const sections = (
    <>
      <BriefPanel conversation={conversation} onCite={onCite} />
      <CustomerPanel conversation={conversation} hrefOf={hrefOf} />
      <LabelPicker conversation={conversation} />
    </>
  );
  if (isWide) {
    return (
      <aside className={styles.side} aria-label="Brief and customer">
        {sections}
      </aside>
    );
  }
  return (
    <Dialog open onClose={onClose} title="Brief and customer" shape="sheet">
      {sections}
    </Dialog>
  );
}
