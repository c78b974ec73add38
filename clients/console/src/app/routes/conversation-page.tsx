import { MessageCircleX } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { useConversation } from "@/features/conversations/api/get-conversation";
import { ConversationHeader } from "@/features/conversations/components/conversation-header";
import { WaitingBar } from "@/features/escalations/components/waiting-bar";
import { Composer, type ComposerHandle } from "@/features/messages/components/composer";
import { Thread, type Highlight, type ThreadHandle } from "@/features/messages/components/thread";
import { customerName } from "@/lib/customer-name";
import { errorText } from "@/lib/error-text";
import { focusReplyIn, takeFocus } from "@/lib/focus-reply";
import { useLive } from "@/lib/live/context";
import type { ConversationState } from "@/lib/live/conversation-state";
import { useHistory } from "@/lib/live/history";
import { usePending } from "@/lib/live/outbox";
import { useIsWide } from "@/lib/media";
import { paths, type ListName } from "@/lib/paths";
import { cannedReplies, inboxes, teams, users } from "@/lib/resources";
import { markSeen } from "@/lib/seen";
import { useMe } from "@/lib/session";
import { Empty } from "@/ui/empty";
import { Loading } from "@/ui/spinner";
import { useCounts } from "../shell/counts";
import { ConversationActions } from "./conversation-actions";
import { ConversationHint } from "./conversation-hint";
import styles from "./conversation-page.module.css";
import { SidePanel, useSideShown } from "./side-panel";

export function ConversationPage({ id, list }: { id: string; list: ListName }) {
  const query = useConversation(id);
  if (query.data) return <Loaded state={query.data} list={list} />;
  return (
    <section className={styles.page} aria-label="Conversation">
      {query.isError ? (
        <Empty icon={MessageCircleX} title="Couldn't load this conversation">
          {errorText(query.error).detail}
        </Empty>
      ) : (
        <Loading label="Loading conversation" />
      )}
    </section>
  );
}

function Loaded({ state, list }: { state: ConversationState; list: ListName }) {
  const { conversation, messages, hasMore } = state;
  const { id, customer, assignee, status } = conversation;
  const me = useMe();
  const live = useLive();
  const canned = cannedReplies.useList();
  const sites = inboxes.useList();
  const [, navigate] = useLocation();
  const isWide = useIsWide();
  const [isSideShown, setSideShown] = useSideShown();
  const composer = useRef<ComposerHandle>(null);
  const outbox = usePending(id, messages);
  const [highlight, cite] = useHighlight(() => !isWide && setSideShown(false));

  const isMine = status === "active" && assignee?.id === me.id;
  const name = customerName(customer);

  const onSeen = useCallback(
    (position: number) => {
      markSeen(id, position);
      if (isMine) live.receipt(id, { read: position });
    },
    [id, isMine, live],
  );
  const thread = useRef<ThreadHandle>(null);
  const onTyping = useCallback((typing: "started" | "stopped") => live.typing(id, typing), [id, live]);
  const onMine = () => {
    focusReplyIn(id);
    navigate(paths.conversation("mine", id));
    composer.current?.focus("reply");
  };
  useEffect(() => {
    if (isMine && takeFocus(id)) composer.current?.focus("reply");
  }, [isMine, id]);
  const { offered } = useCounts();
  const history = useHistory(id, hasMore ? (messages[0]?.position ?? 0) : 0);
  const people = users.useList();
  const groups = teams.useList();
  const names = useMemo(() => {
    const known = new Map([...(people.data ?? []), ...(groups.data ?? [])].map((one) => [one.id, one.name]));
    return { myId: me.id, customer: name, of: (one: string) => known.get(one) };
  }, [people.data, groups.data, me.id, name]);
  const lastHeard = messages.findLast((message) => message.role === "customer")?.position ?? 0;

  return (
    <div className={isWide && isSideShown ? styles.withSide : styles.alone}>
      <section className={styles.page} aria-label={`Conversation with ${name}`}>
        <ConversationHeader
          conversation={conversation}
          myId={me.id}
          inboxName={sites.data?.find((inbox) => inbox.id === conversation.inboxId)?.name}
          backHref={paths.list(list)}
          isSideShown={isSideShown}
          onToggleSide={() => setSideShown(!isSideShown)}
          actions={
            <ConversationActions
              conversation={conversation}
              list={list}
              onFocus={(mode) => composer.current?.focus(mode)}
              onToggleSide={() => setSideShown(!isSideShown)}
              onMine={onMine}
            />
          }
        />
        <WaitingBar
          conversation={conversation}
          myId={me.id}
          hasOtherOffer={offered.some((row) => row.id !== id)}
          onCite={cite}
          onAccepted={onMine}
        />
        <Thread
          ref={thread}
          conversationId={id}
          customerName={name}
          messages={messages}
          pending={outbox.pending}
          hasMore={hasMore}
          history={history}
          names={names}
          highlight={highlight}
          onSeen={onSeen}
          onRetry={outbox.retry}
          onDiscard={outbox.discard}
        />
        <ConversationHint conversation={conversation} myId={me.id} onMine={onMine} />
        <Composer
          ref={composer}
          conversationId={id}
          canReply={isMine}
          customerName={name}
          greetingName={customer.name}
          agentName={me.name}
          cannedReplies={canned.data ?? []}
          lastHeard={lastHeard}
          onLook={() => thread.current?.toEnd()}
          onSend={outbox.send}
          onTyping={onTyping}
        />
      </section>
      <SidePanel
        conversation={conversation}
        isShown={isSideShown}
        onClose={() => setSideShown(false)}
        onCite={cite}
        hrefOf={(other) => paths.conversation("all", other)}
      />
    </div>
  );
}

/** Messages to point at: from a line of the brief, or named in the address by a search hit. */
function useHighlight(onCite: () => void): [Highlight | null, (messageIds: string[]) => void] {
  const [search] = useSearchParams();
  const named = search.get("message");
  const [highlight, setHighlight] = useState<Highlight | null>(
    named ? { messageIds: [named], nonce: 1 } : null,
  );
  const cite = (messageIds: string[]) => {
    onCite();
    setHighlight((known) => ({ messageIds, nonce: (known?.nonce ?? 0) + 1 }));
  };
  return [highlight, cite];
}
