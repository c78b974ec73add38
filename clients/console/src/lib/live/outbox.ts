import { useCallback } from "react";
import type { PendingMessage } from "./pending";
import type { Message } from "@/lib/types";
export function usePending(_id: string, _messages: Message[]) {
  const send = useCallback((_m: { content: string; messageType: string; attachmentIds: string[] }) => {}, []);
  return {
    pending: [] as PendingMessage[],
    send,
    retry: (_m: PendingMessage) => {},
    discard: (_m: PendingMessage) => {},
  };
}
