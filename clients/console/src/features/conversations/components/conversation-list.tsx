import { Inbox, RefreshCw } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { errorText } from "@/lib/error-text";
import { useClosings } from "@/lib/live/context";
import type { ListFilter } from "@/lib/live/keys";
import { useSeen } from "@/lib/seen";
import { useMe } from "@/lib/session";
import { useNow } from "@/lib/time";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { SkeletonList } from "@/ui/skeleton";
import { Spinner } from "@/ui/spinner";
import { sortedBy, useConversations } from "../api/list-conversations";
import styles from "./conversation-list.module.css";
import { ConversationRow } from "./conversation-row";

interface ConversationListProps {
  filter: ListFilter;
  label: string;
  openId?: string | undefined;
  hrefOf: (id: string) => string;
  empty: ReactNode;
}

export function ConversationList({ filter, label, openId, hrefOf, empty }: ConversationListProps) {
  const query = useConversations(filter);
  const { id: myId } = useMe();
  const seen = useSeen();
  const now = useNow(15_000);

  const closing = useClosings();
  const rows = query.rows.filter((row) => row.id === openId || !closing.includes(row.id));

  if (query.isPending) return <SkeletonList label={`Loading ${label}`} rows={8} />;
  if (query.isError && query.rows.length === 0) {
    return (
      <Empty
        icon={Inbox}
        title="Couldn't load the list"
        action={
          <Button small onClick={() => void query.refetch()}>
            <RefreshCw size={14} /> Try again
          </Button>
        }
      >
        {errorText(query.error).detail}
      </Empty>
    );
  }
  if (rows.length === 0) return empty;
  return (
    <ul className={styles.list} aria-label={label}>
      {rows.map((row) => (
        <li key={row.id}>
          <ConversationRow
            conversation={row}
            href={hrefOf(row.id)}
            isOpen={row.id === openId}
            isOwnList={filter.view === "mine"}
            myId={myId}
            seenPosition={seen[row.id] ?? 0}
            now={now}
            sortedBy={sortedBy[filter.view]}
          />
        </li>
      ))}
      {query.hasNextPage && (
        <More isBusy={query.isFetchingNextPage} onReached={() => void query.fetchNextPage()} />
      )}
    </ul>
  );
}

/** Loads the next page when it comes into view; also a button, for who does not scroll. */
function More({ isBusy, onReached }: { isBusy: boolean; onReached: () => void }) {
  const ref = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element || isBusy) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onReached(), {
      rootMargin: "200px",
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [isBusy, onReached]);
  return (
    <li ref={ref} className={styles.more}>
      {isBusy ? (
        <Spinner />
      ) : (
        <Button small variant="ghost" onClick={onReached}>
          Load more
        </Button>
      )}
    </li>
  );
}
