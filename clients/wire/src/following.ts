/** What a socket follows: asked for again on every connection, and given up when the server refuses it for good. */
import type { ErrorFrame, FromClient, FromServer } from "./generated/asyncapi.ts";
import type { SocketOptions } from "./socket-options.ts";
import { createStreams, type Key } from "./streams.ts";
import type { Place } from "./types.ts";

export interface FollowingOptions {
  socket: SocketOptions;
  isOpen: () => boolean;
  send: (frame: FromClient) => void;
  /** Ask by HTTP, if that is the way now. */
  poll: () => void;
  fail: () => void;
}

export function createFollowing({ socket, isOpen, send, poll, fail }: FollowingOptions) {
  const { kind, conversationId } = socket;
  const wanted = new Set<Key>();
  const streams = createStreams({
    positionOf: socket.positionOf,
    onEvent: (event) => socket.onEvent(event) ?? undefined,
    onResync: socket.onResync,
    subscribe: ask,
    fail,
  });

  const keyOf = (frame: { conversationId?: string }): Key => frame.conversationId ?? conversationId ?? null;

  function ask(key: Key, place: Place | undefined): void {
    const named = kind === "agent" && key !== null ? { conversationId: key } : {};
    if (isOpen()) send({ type: "subscribe", ...named, ...place });
    else poll();
  }

  const follow = (key: Key) => ask(key, streams.begin(key));

  function forget(key: Key): void {
    wanted.delete(key);
    streams.forget(key);
  }

  /** A refused subscription is tried again if that can help; otherwise it is given up. */
  function notFollowed(frame: ErrorFrame): void {
    const key = keyOf(frame);
    if (!isOpen() || !streams.isPending(key)) return;
    if (!frame.retryable) {
      forget(key);
      return;
    }
    const again = () => wanted.has(key) && streams.isPending(key) && follow(key);
    setTimeout(again, (frame.retryAfterSeconds ?? 1) * 1000);
  }

  return {
    streams,
    keys: (): Key[] => (conversationId === undefined ? [...wanted] : [conversationId]),
    /** Where to resume, for the first frame of a conversation's socket. */
    begin: () => (kind === "conversation" && conversationId ? streams.begin(conversationId) : undefined),
    welcomed(position: number, epoch: string): void {
      if (conversationId) streams.settle(conversationId, position, epoch);
      else wanted.forEach(follow);
    },
    heard(frame: FromServer): void {
      if (frame.type === "subscribed") streams.settle(keyOf(frame), frame.position, frame.epoch);
      else if (frame.type === "resync") void streams.resync(keyOf(frame), frame);
      else if (frame.type === "error" && frame.id === undefined) notFollowed(frame);
    },
    add(key: Key): void {
      wanted.add(key);
      follow(conversationId ?? key);
    },
    forget,
  };
}
