import { useState } from "preact/hooks";
import { useChat } from "../context.ts";
import type { ChatState } from "../state.ts";
import { Failure, useAction } from "./action.tsx";
import { Ended } from "./ended.tsx";
import { Icon } from "./icon.tsx";

/** Between log and composer: whatever the state of the conversation asks for. */
export function Panel({ state }: { state: ChatState }) {
  const { conversation, place } = state;
  if (!state.inbox) return null;
  if (conversation?.status === "closed")
    return <Ended key={conversation.id} conversation={conversation} ratingMs={state.ratingMs} />;
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
    <form class="card contact" onSubmit={submit} noValidate aria-labelledby="contact-title">
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
