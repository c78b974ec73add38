import { useState } from "preact/hooks";
import { useChat } from "../context.ts";
import type { ChatState } from "../state.ts";
import { Icon } from "./icon.tsx";

/** Runs an action of the customer's: busy while it lasts, and whether it failed. */
export function useAction<Args extends unknown[]>(run: (...args: Args) => Promise<string | undefined>) {
  const [isBusy, setIsBusy] = useState(false);
  const [isFailed, setIsFailed] = useState(false);
  const start = async (...args: Args) => {
    setIsBusy(true);
    const code = await run(...args);
    setIsBusy(false);
    setIsFailed(code !== undefined);
  };
  return { isBusy, isFailed, run: (...args: Args) => void start(...args) };
}

export function Failure({ shown }: { shown: boolean }) {
  const { strings } = useChat();
  return shown ? (
    <p class="failure" role="alert">
      {strings.failedAction}
    </p>
  ) : null;
}

/** Between log and composer: whatever the state of the conversation asks for. */
export function Panel({ state }: { state: ChatState }) {
  const { conversation, place } = state;
  if (!state.inbox) return null;
  if (conversation?.status === "closed") return <Ended state={state} />;
  if (conversation?.status === "waiting") {
    if (conversation.isCallbackPromised) return <Promised state={state} />;
    return place && !place.isSomebodyOnDuty ? <Contact state={state} /> : <Waiting state={state} />;
  }
  return conversation?.status === "active" ? null : <AskForPerson />;
}

function AskForPerson() {
  const { chat, strings } = useChat();
  const { isBusy, isFailed, run } = useAction(chat.askForPerson);
  return (
    <div class="chips">
      <button type="button" class="chip" onClick={() => run()} disabled={isBusy}>
        <Icon name="person" size={16} />
        {strings.talkToPerson}
      </button>
      <Failure shown={isFailed} />
    </div>
  );
}

function Waiting({ state }: { state: ChatState }) {
  const { strings } = useChat();
  const { place } = state;
  const seconds = place?.estimatedWaitSeconds;
  return (
    <section class="card" aria-live="polite">
      <div class="card-head">
        <span class="pulse" aria-hidden="true" />
        <div>
          <h2>{place ? strings.placeInQueue(place.place) : strings.waiting}</h2>
          <p>{seconds == null ? strings.waitUnknown : strings.wait(Math.ceil(seconds / 60))}</p>
        </div>
      </div>
      <CancelWait />
    </section>
  );
}

function CancelWait() {
  const { chat, strings } = useChat();
  const { isBusy, isFailed, run } = useAction(chat.cancelWait);
  return (
    <>
      <button type="button" class="quiet" onClick={() => run()} disabled={isBusy}>
        {strings.cancelWait}
      </button>
      <Failure shown={isFailed} />
    </>
  );
}

const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

function Contact({ state }: { state: ChatState }) {
  const { chat, strings } = useChat();
  const [email, setEmail] = useState(state.customer?.email ?? "");
  const [name, setName] = useState(state.customer?.name ?? "");
  const [isInvalid, setIsInvalid] = useState(false);
  const { isBusy, isFailed, run } = useAction(chat.leaveContact);
  const submit = (event: Event) => {
    event.preventDefault();
    const isGood = EMAIL.test(email.trim());
    setIsInvalid(!isGood);
    if (isGood) run(email.trim(), name.trim());
  };
  return (
    <form class="card" onSubmit={submit} noValidate aria-labelledby="contact-title">
      <h2 id="contact-title">{strings.nobodyTitle}</h2>
      <p>{strings.nobodyText}</p>
      <label>
        {strings.email}
        <input
          type="email"
          autocomplete="email"
          required
          maxLength={254}
          value={email}
          aria-invalid={isInvalid}
          aria-describedby={isInvalid ? "email-invalid" : undefined}
          onInput={(event) => setEmail(event.currentTarget.value)}
        />
      </label>
      {isInvalid && (
        <p class="failure" id="email-invalid" role="alert">
          {strings.emailInvalid}
        </p>
      )}
      <label>
        {strings.name}
        <input
          autocomplete="name"
          maxLength={120}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="primary" disabled={isBusy}>
        {strings.leaveEmail}
      </button>
      <CancelWait />
      <Failure shown={isFailed} />
    </form>
  );
}

function Promised({ state }: { state: ChatState }) {
  const { strings } = useChat();
  return (
    <section class="card" aria-live="polite">
      <div class="card-head">
        <span class="badge" aria-hidden="true">
          <Icon name="check" size={18} />
        </span>
        <div>
          <h2>{strings.promised}</h2>
          {state.customer?.email && <p>{state.customer.email}</p>}
        </div>
      </div>
      <CancelWait />
    </section>
  );
}

function Ended({ state }: { state: ChatState }) {
  const { chat, strings } = useChat();
  const { isBusy, isFailed, run } = useAction(chat.startAnew);
  return (
    <section class="card">
      {state.conversation?.rating ? <p role="status">{strings.rated}</p> : <Rating />}
      <button type="button" class="quiet" onClick={() => run()} disabled={isBusy}>
        {strings.newConversation}
      </button>
      <Failure shown={isFailed} />
    </section>
  );
}

const SCORES = [1, 2, 3, 4, 5];

function Rating() {
  const { chat, strings } = useChat();
  const [score, setScore] = useState(0);
  const [comment, setComment] = useState("");
  const { isBusy, isFailed, run } = useAction(chat.rate);
  const submit = (event: Event) => {
    event.preventDefault();
    if (score) run(score, comment.trim());
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
