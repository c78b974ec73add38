/** Typed here and not acknowledged yet: waiting for the server, or refused by it. */
export interface PendingMessage {
  id: string;
  conversationId: string;
  content: string;
  messageType: "text" | "attachment" | "note";
  attachmentIds: string[];
  createdAt: string;
  /** The code of the refusal. */
  refusal: string | null;
}
