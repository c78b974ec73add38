/* eslint-disable jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reached by the keyboard */
import { useEffect } from "preact/hooks";
import { useChat } from "../context.ts";
import { isOngoing, unreadOf, type ChatState, type OwnConversation } from "../state.ts";
import { Failure, useAction } from "./action.tsx";
import { Icon } from "./icon.tsx";

/** The customer's own conversations, newest first. */
export function Conversations({ state }: { state: ChatState }) {
  const { chat, strings } = useChat();
  const more = useAction(chat.showMore);
  const list = useAction(chat.showList);
  const { own } = state;
  useEffect(() => {
    list.run();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when it is shown
  }, []);
  return (
    <>
      <div class="log-frame">
        <div class="log" tabIndex={0} role="region" aria-label={strings.yourConversations}>
          {own && (
            <ul class="conversations">
              {own.items.map((one) => (
                <Row key={one.id} one={one} state={state} />
              ))}
            </ul>
          )}
          {own?.nextCursor && (
            <button type="button" class="quiet" onClick={() => more.run()} disabled={more.isBusy}>
              {strings.showMore}
            </button>
          )}
          {!own && list.isBusy && <span class="spinner" aria-hidden="true" />}
          <Failure shown={list.isFailed || more.isFailed} />
        </div>
      </div>
      <Foot state={state} />
    </>
  );
}

function Row({ one, state }: { one: OwnConversation; state: ChatState }) {
  const { chat, strings, locale } = useChat();
  const open = useAction(chat.read);
  const said = one.lastMessage;
  const isCurrent = one.id === state.conversation?.id;
  const unread = isCurrent ? unreadOf(state) : 0;
  const who = said?.role === "customer" ? strings.you : said?.authorName || strings.assistant;
  const at = said?.at ?? one.createdAt;
  return (
    <li>
      <button type="button" class="conversation" onClick={() => open.run(one.id)} disabled={open.isBusy}>
        <span class="conversation-head">
          <b dir="auto">{said ? who : strings.noMessages}</b>
          <time dateTime={at}>{new Date(at).toLocaleDateString(locale, { dateStyle: "medium" })}</time>
        </span>
        {said && (
          <span class="preview" dir="auto">
            {said.preview || strings.file}
          </span>
        )}
        <span class="conversation-state">
          <span>{one.status === "closed" ? strings.stateClosed : strings.stateOpen}</span>
          {one.rating && (
            <span class="given">
              <Icon name="star" size={13} />
              {one.rating.score}
              <span class="hidden">{strings.stars(one.rating.score)}</span>
            </span>
          )}
          {unread > 0 && <i class="unread">{strings.newMessages}</i>}
        </span>
      </button>
      <Failure shown={open.isFailed} />
    </li>
  );
}

function Foot({ state }: { state: ChatState }) {
  const { chat, strings } = useChat();
  const { isBusy, isFailed, run } = useAction(chat.startAnew);
  return (
    <div class="foot">
      {isOngoing(state) ? (
        <button type="button" class="primary" onClick={() => chat.showChat()}>
          {strings.backToConversation}
        </button>
      ) : (
        <button type="button" class="primary" onClick={() => run()} disabled={isBusy}>
          {strings.newConversation}
        </button>
      )}
      <Failure shown={isFailed} />
    </div>
  );
}
