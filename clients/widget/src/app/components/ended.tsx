import { remedyOf, type CustomerConversation } from "@chorus/wire";
import { useState } from "preact/hooks";
import { useChat } from "../context.ts";
import { isRatable } from "../state.ts";
import { Failure, useAction } from "./action.tsx";
import { saveAs } from "./files.tsx";
import { Icon } from "./icon.tsx";

interface EndedProps {
  conversation: CustomerConversation;
  ratingMs: number;
  /** Another one goes on: that is where to write. */
  isBeside?: boolean;
}

/** What can be done with a conversation that has ended. */
export function Ended({ conversation, ratingMs, isBeside = false }: EndedProps) {
  const { chat, strings } = useChat();
  const { isBusy, isFailed, run } = useAction(chat.startAnew);
  const { id, rating } = conversation;
  return (
    <section class="card ended">
      {rating && <p role="status">{strings.rated}</p>}
      {isRatable(conversation, ratingMs) && <Rating conversationId={id} />}
      <div class="actions">
        {isBeside ? (
          <button type="button" class="quiet" onClick={() => chat.showChat()}>
            {strings.backToConversation}
          </button>
        ) : (
          <button type="button" class="quiet" onClick={() => run()} disabled={isBusy}>
            {strings.newConversation}
          </button>
        )}
        <SaveTranscript conversationId={id} />
      </div>
      <Failure shown={isFailed} />
    </section>
  );
}

function SaveTranscript({ conversationId }: { conversationId: string }) {
  const { chat, strings, locale } = useChat();
  const { isBusy, isFailed, run } = useAction(async () => {
    try {
      const url = URL.createObjectURL(await chat.transcript(conversationId, strings, locale));
      saveAs(url, "chat.txt");
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      return undefined;
    } catch (error) {
      return remedyOf(error).code;
    }
  });
  return (
    <>
      <button type="button" class="quiet" onClick={() => run()} disabled={isBusy}>
        {strings.saveTranscript}
      </button>
      <Failure shown={isFailed} />
    </>
  );
}

const SCORES = [1, 2, 3, 4, 5];

function Rating({ conversationId }: { conversationId: string }) {
  const { chat, strings } = useChat();
  const [score, setScore] = useState(0);
  const [comment, setComment] = useState("");
  const { isBusy, isFailed, run } = useAction(chat.rate);
  const submit = (event: Event) => {
    event.preventDefault();
    if (score) run(conversationId, score, comment.trim());
  };
  return (
    <form class="rating" onSubmit={submit}>
      <fieldset>
        <legend>{strings.rateTitle}</legend>
        <div class="stars">
          {SCORES.map((value) => (
            <label key={value} class={value <= score ? "star on" : "star"}>
              <input
                type="radio"
                name="score"
                value={value}
                checked={value === score}
                onChange={() => setScore(value)}
              />
              <Icon name="star" size={30} />
              <span class="hidden">{strings.stars(value)}</span>
            </label>
          ))}
          <span class="star-name" aria-hidden="true">
            {strings.stars(score)}
          </span>
        </div>
      </fieldset>
      {score > 0 && (
        <>
          <label>
            <span class="hidden">{strings.comment}</span>
            <textarea
              rows={2}
              maxLength={2000}
              placeholder={strings.comment}
              value={comment}
              onInput={(event) => setComment(event.currentTarget.value)}
            />
          </label>
          <button type="submit" class="primary" disabled={isBusy}>
            {strings.sendRating}
          </button>
        </>
      )}
      <Failure shown={isFailed} />
    </form>
  );
}
