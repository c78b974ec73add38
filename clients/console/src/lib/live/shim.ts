import type { Event, FromServer } from "@chorus/wire";
export type SocketState = "connecting" | "open" | "reconnecting" | "offline" | "closed";
export interface Outgoing {
  id: string;
  conversationId: string;
  content: string;
  messageType: "text" | "attachment" | "note";
  attachmentIds: string[];
}
export function createSocket(_o: {
  kind: "agent";
  openSocket: () => Promise<{ url: string; nonce: string; token: string }>;
  positionOf: (id: string | null) => { position: number; epoch: string } | undefined;
  onState: (s: SocketState, d?: { code?: number }) => void;
  onEvent: (e: Event) => void;
  onFrame: (f: FromServer) => void;
}) {
  setTimeout(() => _o.onState("open"), 100);
  return {
    send: (_m: unknown) => {},
    typing: (_s: "started" | "stopped", _c?: string) => {},
    receipt: (_r: unknown) => {},
    presence: (_s: string) => {},
    subscribe: (_c: string | null) => {},
    unsubscribe: (_c: string) => {},
    close: () => {},
  };
}
