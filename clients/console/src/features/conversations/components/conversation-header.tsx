import type { Conversation } from "@chorus/wire";
import { ArrowLeft, PanelRight } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { customerName } from "@/lib/customer-name";
import { useIsPhone } from "@/lib/media";
import { Avatar } from "@/ui/avatar";
import { IconButton } from "@/ui/button";
import styles from "./conversation-header.module.css";
import { StatusBadge } from "./status-badge";

interface ConversationHeaderProps {
  conversation: Conversation;
  myId: string;
  inboxName?: string | undefined;
  backHref: string;
  isSideShown: boolean;
  onToggleSide: () => void;
  actions: ReactNode;
}

export function ConversationHeader(props: ConversationHeaderProps) {
  const { conversation, myId, inboxName, backHref, isSideShown, onToggleSide, actions } = props;
  const name = customerName(conversation.customer);
  // On a phone the list, which has the page's heading, is not there.
  const Title = useIsPhone() ? "h1" : "h2";
  return (
    <header className={styles.header}>
      <Link href={backHref} className={styles.back} aria-label="Back to the list">
        <ArrowLeft size={19} />
      </Link>
      <Avatar name={name} seed={conversation.customer.id} size={32} />
      <div className={styles.who}>
        <Title className={styles.name} dir="auto">
          {name}
        </Title>
        <p className={styles.meta}>
          <StatusBadge conversation={conversation} myId={myId} />
          <span className={styles.inbox}>
            {[inboxName, CHANNELS[conversation.channel]].filter(Boolean).join(" · ")}
          </span>
        </p>
      </div>
      <div className={styles.actions}>
        {actions}
        <IconButton label="Brief and customer" shortcut="i" aria-pressed={isSideShown} onClick={onToggleSide}>
          <PanelRight size={17} />
        </IconButton>
      </div>
    </header>
  );
}

const CHANNELS: Record<string, string> = {
  web: "Web",
  sms: "SMS",
  whatsapp: "WhatsApp",
  messenger: "Messenger",
  email: "E-mail",
};
