/** What is being typed: it outlives a reload and a page change, and is shown to the customer who typed it, to nobody else. */
import type { ChatState } from "./state.ts";
import { readOfTab, writeOfTab } from "./storage.ts";
import type { Store } from "./store.ts";

export function createDraft(inboxId: string, store: Store<ChatState>) {
  const key = `chorus.draft.${inboxId}`;
  /** Typed before the server said who it is, by somebody whom the page did not name. */
  const unownedKey = `${key}.unowned`;
  const earlier = readOfTab(unownedKey) ?? "";
  let owner: string | undefined;
  let isNamed = false;

  function save(): void {
    const { draft } = store.get();
    if (owner !== undefined) writeOfTab(key, draft ? JSON.stringify({ owner, draft }) : null);
    // Whose it is, a page that names its customers will say: until then nothing is kept for others to find.
    else if (!isNamed) writeOfTab(unownedKey, earlier + draft || null);
  }

  return {
    write: (draft: string): void => {
      store.set({ draft });
      save();
    },
    /** The server has said who the customer is. What was typed meanwhile goes behind what was kept. */
    own({ id, isVerified }: { id: string; isVerified: boolean }): void {
      if (owner === id) return;
      const isFirst = owner === undefined;
      owner = id;
      const kept = parse(readOfTab(key));
      const unowned = isFirst && !isVerified && readOfTab(unownedKey) !== null ? earlier : "";
      store.set({ draft: (kept?.owner === owner ? kept.draft : "") + unowned + store.get().draft });
      writeOfTab(unownedKey, null);
      save();
    },
    /** Another person may be here now: a text whose owner is known is theirs, and waits for them out of sight. */
    disown(): void {
      if (owner !== undefined) store.set({ draft: "" });
      owner = undefined;
      isNamed = true;
      writeOfTab(unownedKey, null);
    },
    forget(): void {
      owner = undefined;
      isNamed = false;
      store.set({ draft: "" });
      writeOfTab(key, null);
      writeOfTab(unownedKey, null);
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
