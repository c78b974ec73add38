import { ofConversation, type Schemas } from "@chorus/wire";
import { api } from "@/lib/api";
import { useCommand } from "@/lib/live/command";

/** The same `noteId` again is the same transfer. */
export type Transfer = Schemas["TransferCreate"];

export function useTransfer(conversationId: string, onDone?: () => void) {
  return useCommand(
    conversationId,
    "Couldn't transfer the conversation",
    (body: Transfer) =>
      api.post("/v1/conversations/{conversation_id}/transfer", {
        params: ofConversation(conversationId),
        body,
      }),
    onDone,
  );
}
