/** The customer's own conversations: the list that leads back to them, and one that is read beside the current one. */
import { remedyOf, type Api, type CustomerConversation } from "@chorus/wire";
import { fetchMessages, fetchSnapshot, type Live } from "./conversation.ts";
import type { ChatState } from "./state.ts";
import type { Store } from "./store.ts";

const PAGE = 20;
/** A list in memory has an end; who has more finds the oldest in the mails. */
const LISTED_MAX = 500;

export interface OwnOptions {
  api: Api;
  store: Store<ChatState>;
  inboxId: string;
  live: Pick<Live, "acknowledge">;
}

export function createOwn({ api, store, inboxId, live }: OwnOptions) {
  const fetchPage = (cursor?: string) =>
    api.get("/v1/widget/conversations", {
      params: { query: { inboxId, limit: PAGE, ...(cursor && { cursor }) } },
    });

  /** Runs the work, unless another customer has come meanwhile; the code of a refusal. */
  async function quietly(work: (isStillMeant: () => boolean) => Promise<void>): Promise<string | undefined> {
    const { customer } = store.get();
    try {
      await work(() => store.get().customer === customer);
      return undefined;
    } catch (error) {
      return remedyOf(error).code;
    }
  }

  async function showList(): Promise<string | undefined> {
    store.set({ screen: "list", past: null });
    return quietly(async (isStillMeant) => {
      const own = await fetchPage();
      if (isStillMeant()) store.set({ own });
    });
  }

  const showMore = () =>
    quietly(async (isStillMeant) => {
      const { own } = store.get();
      if (!own?.nextCursor || own.items.length >= LISTED_MAX) return;
      const { items, nextCursor } = await fetchPage(own.nextCursor);
      const known = new Set(own.items.map(({ id }) => id));
      const fresh = items.filter(({ id }) => !known.has(id));
      if (isStillMeant()) store.set({ own: { items: [...own.items, ...fresh], nextCursor } });
    });

  function showChat(): void {
    store.set({ screen: "chat", past: null });
    live.acknowledge();
  }

  async function read(id: string): Promise<string | undefined> {
    if (store.get().conversation?.id === id) {
      showChat();
      return undefined;
    }
    return quietly(async (isStillMeant) => {
      const { conversation, messages, hasMore } = await fetchSnapshot(api, id);
      if (isStillMeant()) store.set({ screen: "past", past: { conversation, messages, hasMore } });
    });
  }

  const loadEarlier = () =>
    quietly(async () => {
      const { past } = store.get();
      const before = past?.messages[0]?.position;
      if (!past || before === undefined) return;
      const page = await fetchMessages(api, past.conversation.id, { before });
      if (store.get().past?.messages !== past.messages) return;
      store.set({ past: { ...past, messages: [...page.items, ...past.messages], hasMore: page.hasMore } });
    });

  /** What was changed about the one that is read, and its row. */
  function keepRating(id: string, rating: NonNullable<CustomerConversation["rating"]>): void {
    const { past, own } = store.get();
    if (past?.conversation.id === id)
      store.set({ past: { ...past, conversation: { ...past.conversation, rating } } });
    if (own)
      store.set({
        own: { ...own, items: own.items.map((one) => (one.id === id ? { ...one, rating } : one)) },
      });
  }

  return { showList, showMore, showChat, read, loadEarlier, keepRating };
}
