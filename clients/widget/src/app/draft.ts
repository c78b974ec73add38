/** What is being typed: it outlives a reload and a page change, and is shown to the customer who typed it, to nobody else. */
import type { ChatState } from "./state.ts";
import { readOfTab, writeOfTab } from "./storage.ts";
import type { Store } from "./store.ts";

export function createDraft(inboxId: string, store: Store<ChatState>) {
  const key = `chorus.draft.${inboxId}`;
  /** Whose it is has to be known before anything is kept or shown. */
  let owner: string | undefined;

  function save(): void {
    const { draft } = store.get();
    if (owner !== undefined) writeOfTab(key, draft ? JSON.stringify({ owner, draft }) : null);
  }

  return {
    write: (draft: string): void => {
      store.set({ draft });
      save();
    },
    /** The server has said who the customer is. What was typed meanwhile goes behind what was kept. */
    own(customerId: string): void {
      if (owner === customerId) return;
      owner = customerId;
      const kept = parse(readOfTab(key));
      if (kept?.owner === owner) store.set({ draft: kept.draft + store.get().draft });
      save();
    },
    /** Another person may be here now: a text whose owner is known is theirs, and waits for them out of sight. */
    disown(): void {
      if (owner !== undefined) store.set({ draft: "" });
      owner = undefined;
    },
    forget(): void {
      owner = undefined;
      store.set({ draft: "" });
      writeOfTab(key, null);
    },
  };
}

function parse(text: string | null): { owner: string; draft: string } | undefined {
  try {
    const { owner, draft } = JSON.parse(text ?? "{}") as Record<string, unknown>;
    return typeof owner === "string" && typeof draft === "string" ? { owner, draft } : undefined;
  } catch {
    return undefined;
  }
}
