/** The widget without its looks: start, say, ask for a person, rate. Components call it and watch its state. */
import {
  ChorusApiError,
  createApi,
  createBackoff,
  createOutbox,
  ofConversation,
  remedyOf,
  type CustomerSnapshot,
  type OutboxMessage,
} from "@chorus/wire";
import { createLive } from "./conversation.ts";
import { createDraft } from "./draft.ts";
import { createOwn } from "./own.ts";
import { API_URL } from "./prefix.ts";
import { createSession, type Place } from "./session.ts";
import { INITIAL, isOngoing, type ChatState } from "./state.ts";
import { outboxInstead, readStored, writeStored } from "./storage.ts";
import { createStore } from "./store.ts";
import type { Strings } from "./strings/index.ts";
import { transcriptOf } from "./transcript.ts";
import { createUploads } from "./uploads.ts";

/** Where messages wait that were written before their conversation existed. */
export const NEW = "new";

export type Chat = ReturnType<typeof createChat>;

export function createChat(place: Place) {
  const { inboxId, language, askPage } = place;
  const store = createStore<ChatState>(INITIAL);
  const session = createSession(place);
  const api = createApi({ baseUrl: API_URL, getToken: session.token, refresh: session.renew });
  const backoff = createBackoff();
  const ownerKey = `chorus.customer.${inboxId}`;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let opening: Promise<string> | undefined;
  let isStarted = false;
  let isOver = false;

  const outbox = createOutbox({
    name: inboxId,
    send,
    onChange: (rows) => store.set({ outbox: rows }),
    instead: outboxInstead(inboxId),
  });
  const draft = createDraft(inboxId, store);
  const live = createLive({
    api,
    session,
    store,
    onSaid: (id) => void outbox.acknowledge(id),
    onOpen: () => outbox.flush(),
  });
  const own = createOwn({ api, store, inboxId, live });
  const uploads = createUploads({
    api,
    store,
    conversation: ensureConversation,
    onUploaded: (conversationId, { id }) =>
      void outbox.add({ conversationId, content: "", messageType: "attachment", attachmentIds: [id] }),
  });

  async function start(): Promise<void> {
    clearTimeout(retry);
    try {
      const { inbox, customer, lastConversationId, ratingSeconds } = await session.start();
      if (isOver) return;
      await ownOutbox(customer.isVerified ? customer.id : null);
      isStarted = true;
      store.set({ inbox, customer, ratingMs: ratingSeconds * 1000 });
      draft.own(customer);
      // Also one that has ended: with its rating, and what was said, for those who come back.
      if (lastConversationId) await live.open(lastConversationId);
      store.set({ phase: "ready", ...(lastConversationId ? {} : { connection: "idle" as const }) });
      backoff.reset();
      outbox.flush();
    } catch (error) {
      failed(error);
    }
  }

  /** What a known customer left unsent on this device is not sent in the name of another. */
  async function ownOutbox(knownId: string | null): Promise<void> {
    const owner = readStored(ownerKey);
    await outbox.ready;
    if (owner && owner !== knownId) await outbox.clear();
    writeStored(ownerKey, knownId);
  }

  function failed(error: unknown): void {
    if (isOver) return;
    const { retryable, retryAfterMs } = remedyOf(error);
    if (!retryable) {
      store.set({ phase: "failed" });
      return;
    }
    store.set({ connection: navigator.onLine ? "reconnecting" : "offline" });
    retry = setTimeout(() => void start(), backoff.next(retryAfterMs));
  }

  /** The customer's open conversation; the server gives the same one to all who ask at once. */
  function ensureConversation(): Promise<string> {
    const { conversation } = store.get();
    if (conversation && conversation.status !== "closed") return Promise.resolve(conversation.id);
    opening ??= openNew().finally(() => (opening = undefined));
    return opening;
  }

  async function openNew(): Promise<string> {
    const page = await askPage?.();
    const create = async (more: { page?: string }) =>
      (await api.post("/v1/conversations", { body: { inboxId, language, ...more } })) as CustomerSnapshot;
    // Nobody goes without an answer because of where they are.
    const snapshot = await create(page ? { page } : {}).catch((error: unknown) => {
      if (page && remedyOf(error).status === 422) return create({});
      throw error;
    });
    const { id } = snapshot.conversation;
    await live.open(id, snapshot);
    return id;
  }

  /** One message of the outbox to the server. Throws what says whether to try again. */
  async function send(row: OutboxMessage): Promise<void> {
    if (!isStarted) throw new ChorusApiError({ code: "widget.not_started", retryable: true });
    const { id, content, attachmentIds } = row;
    const messageType = row.messageType === "attachment" ? "attachment" : "text";
    const conversationId = row.conversationId === NEW ? await ensureConversation() : row.conversationId;
    try {
      await live.say(conversationId, { id, content, messageType, attachmentIds });
    } catch (error) {
      if (remedyOf(error).code !== "conversation.closed") throw error;
      // It ended while this was on its way: what was written opens the next one, under the same ids.
      if (store.get().conversation?.id === conversationId)
        await live.refresh(conversationId).catch(() => undefined);
      if (row.conversationId !== NEW) await outbox.move(row.conversationId, NEW);
      throw new ChorusApiError({ code: "conversation.closed", retryable: row.conversationId === NEW });
    }
  }

  const codeOf = (error: unknown) => {
    if (error instanceof ChorusApiError) return error.code;
    throw error;
  };

  /** Runs something the customer asked for; the code of the refusal, or undefined when it is done. */
  async function act(work: (conversationId: string) => Promise<unknown>): Promise<string | undefined> {
    try {
      const id = await ensureConversation();
      await work(id);
      // Its event follows; without a socket this is how it shows.
      if (store.get().connection !== "open") await live.refresh(id);
      return undefined;
    } catch (error) {
      return codeOf(error);
    }
  }

  const withCurrent = async (work: (params: ReturnType<typeof ofConversation>) => Promise<unknown>) => {
    const id = store.get().conversation?.id;
    if (!id) return undefined;
    return work(ofConversation(id))
      .then(() => (store.get().connection === "open" ? undefined : live.refresh(id)))
      .then(() => undefined)
      .catch(codeOf);
  };

  /** The current one, or the one that is read beside it. */
  async function rateOne(id: string, score: number, comment: string): Promise<string | undefined> {
    try {
      await api.post("/v1/conversations/{conversation_id}/rating", {
        params: ofConversation(id),
        body: { score, ...(comment && { comment }) },
      });
    } catch (error) {
      return codeOf(error);
    }
    own.keepRating(id, { score, comment });
    const { conversation, connection } = store.get();
    if (conversation?.id === id && connection !== "open") await live.refresh(id).catch(() => undefined);
    return undefined;
  }

  return {
    store,
    start,
    say: (content: string): void => {
      const text = content.trim();
      if (!text) return;
      live.typing.stop();
      const { conversation, uploads: shown } = store.get();
      store.set({ uploads: shown.filter((one) => one.failure === undefined) });
      outbox.add({
        conversationId: isOngoing(store.get()) && conversation ? conversation.id : NEW,
        content: text,
      });
    },
    /** What is being typed. */
    write: draft.write,
    typed: () => live.typing.typed(),
    reconnectNow: () => (isStarted ? live.reconnectNow() : void start()),
    /** Also for one that is still on its way: now rather than when its time comes. */
    retry(id: string): void {
      if (!isStarted) void start();
      else if (store.get().connection !== "open") live.reconnectNow();
      void outbox.retry(id);
    },
    discard: (id: string) => void outbox.discard(id),
    upload: uploads.upload,
    dismissUpload: uploads.dismiss,
    download: (id: string) =>
      api.blob("/v1/attachments/{attachment_id}", { params: { path: { attachment_id: id } } }),
    loadEarlier: () => (store.get().screen === "past" ? own.loadEarlier() : live.loadEarlier().catch(codeOf)),
    showList: own.showList,
    showMore: own.showMore,
    showChat: own.showChat,
    read: own.read,
    transcript: (conversationId: string, strings: Strings, locale: string) =>
      transcriptOf(api, conversationId, strings, locale),
    askForPerson: () =>
      act((id) =>
        api.post("/v1/conversations/{conversation_id}/escalation", {
          params: ofConversation(id),
          body: { reason: "requested" },
        }),
      ),
    cancelWait: () =>
      withCurrent((params) => api.delete("/v1/conversations/{conversation_id}/escalation", { params })),
    leaveContact: (email: string, name: string) =>
      withCurrent((params) =>
        api.post("/v1/conversations/{conversation_id}/contact", {
          params,
          body: { email, ...(name && { name }) },
        }),
      ),
    rate: rateOne,
    startAnew: async () => {
      const code = await act(() => Promise.resolve());
      if (code === undefined) own.showChat();
      return code;
    },
    setVisible(isVisible: boolean): void {
      store.set({ isVisible });
      if (isVisible) live.acknowledge();
    },
    /** The site says who this is. Another person than before starts with nothing of theirs. */
    async identify(identityToken: string | undefined, isRenewable = false): Promise<void> {
      isStarted = false;
      session.identify(identityToken, isRenewable);
      live.close();
      draft.disown();
      const { isVisible, draft: unowned } = store.get();
      store.set({ ...INITIAL, isVisible, draft: unowned, outbox: outbox.list() });
      await start();
    },
    async forget(): Promise<void> {
      isOver = true;
      clearTimeout(retry);
      live.close();
      session.forget();
      draft.forget();
      writeStored(ownerKey, null);
      await outbox.ready;
      await outbox.clear();
      outbox.close();
    },
  };
}
