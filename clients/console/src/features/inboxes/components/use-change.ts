import { inboxes, type InboxDraft } from "@/lib/resources";
import { toastSuccess } from "@/lib/toasts";

/** One part of an inbox is changed, and said so. */
export function useChange(id: string) {
  const save = inboxes.useSave();
  return {
    ...save,
    change: (draft: InboxDraft, done: string) =>
      save.mutate({ id, ...draft }, { onSuccess: () => toastSuccess(done) }),
  };
}
