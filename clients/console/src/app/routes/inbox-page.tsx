import { Archive, Inbox, MessagesSquare, MousePointerClick, UserRound } from "lucide-react";
import { useMemo, useState } from "react";
import { Redirect, useLocation } from "wouter";
import { useConversations } from "@/features/conversations/api/list-conversations";
import { ConversationList } from "@/features/conversations/components/conversation-list";
import { LabelFilter } from "@/features/conversations/components/label-filter";
import { cx } from "@/lib/cx";
import { useHotkeys } from "@/lib/hotkeys";
import type { ListFilter } from "@/lib/live/keys";
import { useIsPhone } from "@/lib/media";
import { LISTS, paths, type ListName } from "@/lib/paths";
import { Empty } from "@/ui/empty";
import { ConversationPage } from "./conversation-page";
import styles from "./inbox-page.module.css";

const TITLES = { queue: "Queue", mine: "My conversations", all: "All open", closed: "Closed" };
const VIEWS = { queue: "queue", mine: "mine", all: "open", closed: "closed" } as const;

export function InboxPage({ list, id }: { list: string; id?: string | undefined }) {
  const name = LISTS.find((one) => one === list);
  const isPhone = useIsPhone();
  if (!name) return <Redirect to="/queue" replace />;
  return (
    <div className={cx(styles.inbox, id && styles.reading)}>
      {!(isPhone && id) && <ListPane key={name} name={name} openId={id} />}
      {id ? (
        <ConversationPage key={id} id={id} list={name} />
      ) : (
        <div className={styles.nothing}>
          <Empty icon={MousePointerClick} title="Select a conversation">
            Choose one from the list, or press J to open the first.
          </Empty>
        </div>
      )}
    </div>
  );
}

function ListPane({ name, openId }: { name: ListName; openId: string | undefined }) {
  const [label, setLabel] = useState("");
  const canFilter = name === "all" || name === "closed";
  const filter = useMemo<ListFilter>(() => ({ view: VIEWS[name], ...(label && { label }) }), [name, label]);
  const { rows } = useConversations(filter);
  const [, navigate] = useLocation();

  const step = (by: number) => {
    const at = rows.findIndex((row) => row.id === openId);
    const next = rows[at === -1 ? 0 : at + by];
    if (next) navigate(paths.conversation(name, next.id));
  };
  useHotkeys({ j: () => step(1), k: () => step(-1) });

  return (
    <section className={styles.list} aria-label={TITLES[name]}>
      <header className={styles.head}>
        <h1 className={styles.title}>{TITLES[name]}</h1>
        {canFilter && <LabelFilter value={label} onChange={setLabel} />}
      </header>
      <ConversationList
        filter={filter}
        label={TITLES[name]}
        openId={openId}
        hrefOf={(id) => paths.conversation(name, id)}
        empty={<Nothing name={name} isFiltered={label !== ""} />}
      />
    </section>
  );
}

function Nothing({ name, isFiltered }: { name: ListName; isFiltered: boolean }) {
  if (isFiltered) return <Empty icon={Archive} title="No conversations with this label" />;
  switch (name) {
    case "queue":
      return (
        <Empty icon={Inbox} title="No customers are waiting">
          Customers who ask for a person appear here, longest wait first.
        </Empty>
      );
    case "mine":
      return (
        <Empty icon={UserRound} title="No conversations assigned to you">
          Conversations that you accept appear here.
        </Empty>
      );
    case "all":
      return <Empty icon={MessagesSquare} title="No open conversations" />;
    case "closed":
      return <Empty icon={Archive} title="No closed conversations" />;
  }
}
