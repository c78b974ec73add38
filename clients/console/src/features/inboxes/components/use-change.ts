import type { Schemas } from "@chorus/wire";
import { inboxes } from "@/lib/resources";
import { toastSuccess } from "@/lib/toasts";

/** One part of an inbox is changed, and said so. */
export function useChange(id: string) {
  const save = inboxes.useSave();
  return {
    ...save,
    change: (draft: Schemas["InboxUpdate"], done: string) =>
      save.mutate({ id, ...draft }, { onSuccess: () => toastSuccess(done) }),
  };
}
