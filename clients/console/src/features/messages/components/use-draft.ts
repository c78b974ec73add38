import { useCallback } from "react";
import { createStored } from "@/lib/stored";

export type Mode = "reply" | "note";
type Drafts = Record<string, string>;

const drafts = createStored<Drafts>("chorus.drafts", {});

/** For what is sent later than it was written. */
export function takeDraft(conversationId: string, mode: Mode): string {
  const { [`${conversationId}:${mode}`]: text, ...others } = drafts.get();
  drafts.set(others);
  return text ?? "";
}

/** What is half-written in a conversation, kept while others are looked at and over a reload. */
export function useDraft(conversationId: string, mode: Mode): [string, (text: string) => void] {
  const key = `${conversationId}:${mode}`;
  const all = drafts.use();
  const set = useCallback(
    (text: string) => {
      const { [key]: _old, ...others } = drafts.get();
      drafts.set(text ? { ...others, [key]: text } : others);
    },
    [key],
  );
  return [all[key] ?? "", set];
}
