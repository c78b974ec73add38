import { Check, Copy, Globe } from "lucide-react";
import { useState } from "react";
import { errorText } from "@/lib/error-text";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Card, Page } from "@/ui/page";
import { SkeletonList } from "@/ui/skeleton";
import { useInbox, useInboxes, type Inbox } from "../api/list-inboxes";
import styles from "./inboxes-page.module.css";
import { OriginsForm } from "./origins-form";

export function InboxesPage() {
  const inboxes = useInboxes();
  return (
    <Page
      title="Embed on your site"
      lead="Paste the snippet before the end of the body of every page that shall have the chat."
    >
      {inboxes.isPending && <SkeletonList rows={2} label="Loading inboxes" />}
      {inboxes.isError && (
        <Empty icon={Globe} title="The inboxes did not load">
          {errorText(inboxes.error).detail}
        </Empty>
      )}
      {inboxes.data?.length === 0 && <Empty icon={Globe} title="No inboxes yet" />}
      {inboxes.data?.map((inbox) => (
        <InboxCard key={inbox.id} inbox={inbox} />
      ))}
    </Page>
  );
}

function InboxCard({ inbox }: { inbox: Inbox }) {
  const { data } = useInbox(inbox.id);
  const [isCopied, setCopied] = useState(false);
  const snippet = data?.snippet ?? inbox.snippet;
  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  };
  return (
    <Card title={inbox.name}>
      <div className={styles.body}>
        {snippet ? (
          <>
            <pre className={styles.code}>
              <code>{snippet}</code>
            </pre>
            <Button small onClick={() => void copy(snippet)} aria-live="polite">
              {isCopied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
              {isCopied ? "Copied" : "Copy"}
            </Button>
          </>
        ) : (
          <p>This inbox has nothing to embed.</p>
        )}
        {data && <OriginsForm key={(data.allowedOrigins ?? []).join()} inbox={data} />}
      </div>
    </Card>
  );
}
