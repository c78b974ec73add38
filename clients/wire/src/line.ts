/** One WebSocket from its opening to its end: sub-protocols, frames as JSON, and whether the other side still lives. */
import type { AuthFrame, Event, FromClient, FromServer } from "./generated/asyncapi.ts";

/** What `openSocket` provides: a nonce, and where to connect. */
export interface SocketAccess {
  url: string;
  nonce: string;
  token: string;
}

export interface LineOptions {
  auth: AuthFrame;
  onFrame: (frame: FromServer) => void;
  onEvent: (event: Event) => void;
  /** Called once, whatever ended it: a code of the server's table, or one of our own. */
  onEnd: (code: number) => void;
  /** The server answered, so the nonce is spent. */
  onOpened?: () => void;
}

/** Codes of this side. None is in the server's table, so each is followed by another try. */
export const SILENT = 4900;
export const NOT_OPENED = 4901;
export const REPLACED = 4902;
export const BLOCKED = 4903;
const OPEN_WITHIN_MS = 8_000;
const PONG_WITHIN_MS = 10_000;
const WOKEN_PONG_WITHIN_MS = 3_000;
const DEFAULT_HEARTBEAT_MS = 25_000;

export interface Line {
  send: (frame: FromClient) => void;
  /** After sleep, or when in doubt: answer soon or be replaced. With a time: only if it was silent for that long. */
  check: (silentForMs?: number) => void;
  end: (code: number) => void;
}

export function createLine(
  access: SocketAccess,
  { auth, onFrame, onEvent, onEnd, onOpened }: LineOptions,
): Line {
  const socket = new WebSocket(access.url, ["chorus.v1", `bearer.${access.token}`, `nonce.${access.nonce}`]);
  let isOver = false;
  let heartbeatMs = DEFAULT_HEARTBEAT_MS;
  let timer: ReturnType<typeof setTimeout> | undefined = setTimeout(() => end(NOT_OPENED), OPEN_WITHIN_MS);
  let isOpen = false;
  let heardAt = Date.now();
  let answerBy = Infinity;

  function send(frame: FromClient): void {
    if (!isOver && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  }

  /** Quiet for a whole heartbeat: ask. No answer in time: the line is dead, though TCP may not know it yet. */
  function listen(): void {
    clearTimeout(timer);
    answerBy = Infinity;
    timer = setTimeout(() => ask(PONG_WITHIN_MS), heartbeatMs);
  }

  function ask(within: number): void {
    clearTimeout(timer);
    answerBy = Math.min(answerBy, Date.now() + within);
    timer = setTimeout(() => end(SILENT), answerBy - Date.now());
    send({ type: "ping" });
  }

  function end(code: number): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    // A half-open connection takes long to close; nobody waits for it.
    socket.close(code >= 4000 ? code : 1000);
    onEnd(code);
  }

  socket.onopen = () => {
    onOpened?.();
    send(auth);
  };
  socket.onerror = () => {
    // A close follows, except where a policy forbade the very attempt.
    setTimeout(() => {
      if (socket.readyState === WebSocket.CLOSED) end(NOT_OPENED);
    });
  };
  socket.onclose = ({ code }) => {
    if (!isOver) end(code);
  };
  socket.onmessage = ({ data }) => {
    if (isOver) return;
    heardAt = Date.now();
    const frame = parse(data);
    if (frame?.type === "welcome") {
      isOpen = true;
      heartbeatMs = frame.heartbeatSeconds * 1000;
    }
    if (isOpen) listen();
    if (!frame) return;
    if (isEvent(frame)) onEvent(frame);
    else onFrame(frame);
  };

  return {
    send,
    check: (silentForMs = 0) => {
      if (!isOpen || isOver || Date.now() - heardAt < silentForMs) return;
      // Browsers let the timers of a hidden page sleep for a minute: who comes by looks at the clock.
      if (Date.now() > answerBy) end(SILENT);
      else ask(WOKEN_PONG_WITHIN_MS);
    },
    end,
  };
}

/** A frame of a newer server may have any type; what has none is no frame. */
function parse(data: unknown): FromServer | Event | undefined {
  try {
    const frame = JSON.parse(String(data)) as { type?: unknown } | null;
    return typeof frame?.type === "string" ? (frame as FromServer | Event) : undefined;
  } catch {
    return undefined;
  }
}

export function isEvent(frame: FromServer | Event): frame is Event {
  const { position, conversationId } = frame as Partial<Event>;
  return frame.type.includes(".") && typeof position === "number" && typeof conversationId === "string";
}
