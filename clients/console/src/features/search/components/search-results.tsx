import { Search, SearchX } from "lucide-react";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import { customerName } from "@/lib/customer-name";
import { errorText } from "@/lib/error-text";
import { shortTime, useNow } from "@/lib/time";
import { Avatar } from "@/ui/avatar";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { TextField } from "@/ui/field";
import { SkeletonList } from "@/ui/skeleton";
import { useSearch, type Hit } from "../api/search";
import { Snippet } from "./snippet";
import styles from "./search-results.module.css";

const PAUSE_MS = 250;
const STATUS = { bot: "Bot", waiting: "Waiting", active: "With an agent", closed: "Closed" };

export function SearchResults({ hrefOf }: { hrefOf: (hit: Hit) => string }) {
  const [text, setText] = useState(() => new URLSearchParams(location.search).get("q") ?? "");
  const wanted = useSettled(text.trim());
  const query = useSearch(wanted);
  const now = useNow(60_000);
  const hits = query.data?.pages.flatMap((page) => page.items) ?? [];

  useEffect(() => {
    const search = wanted ? `?q=${encodeURIComponent(wanted)}` : "";
    history.replaceState(history.state, "", location.pathname + search);
  }, [wanted]);

  return (
    <section className={styles.page} aria-labelledby="search-title">
      <h1 className="visually-hidden" id="search-title">
        Search
      </h1>
      <div className={styles.box} role="search">
        <TextField
          label="Search conversations"
          bare
          type="search"
          placeholder="Search messages and customers"
          icon={<Search size={16} />}
          value={text}
          onChange={(event) => setText(event.target.value)}
          // The page is opened to type into this field.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
        />
      </div>
      <div className={styles.results} aria-live="polite">
        {wanted.length < 2 && (
          <Empty icon={Search} title="Find conversations">
            Search messages from customers, agents and the bot, including notes.
          </Empty>
        )}
        {wanted.length >= 2 && query.isPending && <SkeletonList rows={5} label="Searching" />}
        {query.isError && (
          <Empty icon={SearchX} title="Search failed">
            {errorText(query.error).detail}
          </Empty>
        )}
        {query.isSuccess && hits.length === 0 && (
          <Empty icon={SearchX} title={`No results for “${wanted}”`}>
            Try fewer or different words.
          </Empty>
        )}
        <ul>
          {hits.map((hit) => (
            <li key={hit.messageId}>
              <Link href={hrefOf(hit)} className={styles.hit}>
                <Avatar name={nameOf(hit)} size={30} />
                <span className={styles.text}>
                  <span className={styles.line}>
                    <strong>
                      <bdi>{nameOf(hit)}</bdi>
                    </strong>
                    <Badge>{STATUS[hit.status]}</Badge>
                    <time dateTime={hit.createdAt}>{shortTime(hit.createdAt, now)}</time>
                  </span>
                  <Snippet text={hit.snippet} query={wanted} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
        {query.hasNextPage && (
          <div className={styles.more}>
            <Button small busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              Load more
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}

const nameOf = (hit: Hit) => customerName({ id: hit.customerId, name: hit.customerName });

/** The value once it has stayed the same for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
