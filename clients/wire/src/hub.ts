/**
 * The leader's line and the tabs that share it. Events go to all, and each drops what it has. An answer to `subscribe`
 * goes to the tab that asked: of two questions about one order the server answers the last, so they go one by one.
 */
import type {
  AuthFrame,
  ErrorFrame,
  FromClient,
  FromServer,
  SubscribedFrame,
  SubscribeFrame,
  WelcomeFrame,
} from "./generated/asyncapi.ts";
import { createLine, REPLACED, type Line, type LineOptions, type SocketAccess } from "./line.ts";
import type { Key } from "./streams.ts";
import type { FromLeader, ToLeader } from "./tab-talk.ts";

const QUIET_MS = 30_000;

interface Ask {
  tab: string;
  frame: SubscribeFrame;
  /** Answered by a welcome: the tab joins a conversation's socket. */
  isJoin: boolean;
}

export interface HubOptions {
  id: string;
  /** Of a conversation's socket. */
  conversationId: string | undefined;
  say: (message: FromLeader) => void;
  isPolling: () => boolean;
  /** A tab asks for the line now; `isOverdue` if only when its time has come. */
  hasten: (isOverdue: boolean) => void;
}

export type Hub = ReturnType<typeof createHub>;

export function createHub({ id, conversationId, say, isPolling, hasten }: HubOptions) {
  const joined = new Map<string, AuthFrame>();
  const wanted = new Map<Key, Set<string>>();
  const asks = new Map<Key, Ask[]>();
  let lines = 0;
  let line: Line | undefined;
  let own: LineOptions | undefined;
  let welcome: WelcomeFrame | undefined;

  const name = () => `${id}.${lines}`;
  const keyOf = (frame: { conversationId?: string }): Key => frame.conversationId ?? conversationId ?? null;

  function hand(frame: FromServer, to?: string): void {
    if (to === undefined || to === id) own?.onFrame(frame);
    if (to !== id) say({ line: name(), say: "frame", frame, ...(to !== undefined && { to }) });
  }

  function heard(frame: FromServer): void {
    switch (frame.type) {
      case "welcome":
        welcome = frame;
        own?.onFrame(frame);
        say({ line: name(), say: "up" });
        for (const [tab, auth] of joined) greet(tab, auth);
        return;
      case "subscribed":
        settled(frame);
        return;
      case "resync":
        hand(frame, asks.get(keyOf(frame))?.[0]?.tab);
        return;
      case "error":
        refused(frame);
        return;
      case "drain":
      case "pong":
        own?.onFrame(frame);
        return;
      default:
        hand(frame);
    }
  }

  function settled(frame: SubscribedFrame): void {
    const key = keyOf(frame);
    const answered = asks.get(key)?.shift();
    const asking = new Set(asks.get(key)?.map((one) => one.tab));
    const { epoch, position, resumed = false } = frame;
    const greeting = answered?.isJoin ? welcome : undefined;
    hand(greeting ? { ...greeting, epoch, position, resumed } : frame, answered?.tab);
    if (!answered) return;
    // While the server looked it held back what is live: where nothing was replayed, the others would miss that.
    for (const tab of wanted.get(key) ?? []) if (tab !== answered.tab && !asking.has(tab)) hand(frame, tab);
    askNext(key);
  }

  function refused(frame: ErrorFrame): void {
    const key = keyOf(frame);
    const answered = frame.id === undefined ? asks.get(key)?.shift() : undefined;
    hand(frame, answered?.tab);
    if (answered) askNext(key);
  }

  function greet(tab: string, { position, epoch }: AuthFrame): void {
    if (!welcome) return;
    if (conversationId === undefined) {
      hand(welcome, tab);
      return;
    }
    const place = { ...(position !== undefined && { position }), ...(epoch !== undefined && { epoch }) };
    ask({ tab, frame: { type: "subscribe", ...place }, isJoin: true });
  }

  function ask(wish: Ask): void {
    const key = keyOf(wish.frame);
    wanted.set(key, (wanted.get(key) ?? new Set()).add(wish.tab));
    const queue = asks.get(key);
    if (!queue?.length) {
      asks.set(key, [wish]);
      line?.send(wish.frame);
      return;
    }
    const waiting = queue.findIndex((one, index) => index > 0 && one.tab === wish.tab);
    if (waiting > 0) queue[waiting] = { ...wish, isJoin: wish.isJoin || (queue[waiting]?.isJoin ?? false) };
    else queue.push(wish);
  }

  function askNext(key: Key): void {
    const next = asks.get(key)?.[0];
    if (next) line?.send(next.frame);
    else asks.delete(key);
  }

  function said(tab: string, frame: FromClient): void {
    if (frame.type === "subscribe") ask({ tab, frame, isJoin: false });
    else if (frame.type === "unsubscribe") drop(tab, frame.conversationId);
    else line?.send(frame);
  }

  function drop(tab: string, key: Key): void {
    const tabs = wanted.get(key);
    if (!tabs?.delete(tab)) return;
    const queue = asks.get(key);
    if (queue) asks.set(key, [...queue.slice(0, 1), ...queue.slice(1).filter((one) => one.tab !== tab)]);
    if (tabs.size > 0) return;
    wanted.delete(key);
    asks.delete(key);
    if (key !== null && conversationId === undefined) {
      line?.send({ type: "unsubscribe", conversationId: key });
    }
  }

  function forget(): void {
    if (welcome) joined.clear(); // they hear of the end and join anew
    welcome = line = undefined;
    wanted.clear();
    asks.clear();
  }

  return {
    lead: () => say({ line: name(), say: "lead" }),
    open(access: SocketAccess, options: LineOptions): Line {
      own = options;
      lines += 1;
      let isHungUp = false;
      const mine = createLine(access, {
        ...options,
        onFrame: heard,
        onEvent(event) {
          say({ line: name(), say: "frame", frame: event });
          options.onEvent(event);
        },
        onEnd(code) {
          forget();
          // That this tab wants no more does not end it for the others.
          say({ line: name(), say: "end", code: isHungUp ? REPLACED : code });
          options.onEnd(code);
        },
      });
      line = mine;
      if (conversationId !== undefined) wanted.set(conversationId, new Set([id]));
      return {
        send: (frame) => said(id, frame),
        check: mine.check,
        end(code) {
          isHungUp = true;
          mine.end(code);
        },
      };
    },
    /** Others need not wait for a line: this tab asks by HTTP. */
    polling: () => say({ line: name(), say: "here", isPolling: true }),
    /** It is over for all of them, before a line was opened. */
    end: (code: number) => say({ line: name(), say: "end", code }),
    hear(message: ToLeader): void {
      const { from } = message;
      switch (message.say) {
        case "frame":
          if (joined.has(from)) said(from, message.frame);
          return;
        case "leave":
          joined.delete(from);
          for (const key of [...wanted.keys()]) drop(from, key);
          return;
        case "join":
          joined.set(from, message.auth);
          if (welcome) greet(from, message.auth);
          break;
        case "ask":
          line?.check(message.isUrgent ? 0 : QUIET_MS);
      }
      if (!line) hasten(message.say === "join" || !message.isUrgent);
      say({ line: name(), to: from, say: "here", isPolling: isPolling() });
    },
  };
}
