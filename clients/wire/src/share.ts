/** One socket for all tabs of a person: the leader holds it, the others join. See docs/decisions/0013. */
import { createHub } from "./hub.ts";
import { createJoinedLine, type JoinedLine } from "./joined-line.ts";
import { createLine, type Line, type LineOptions, type SocketAccess } from "./line.ts";
import { isToLeader, TALK_VERSION, type TabTalk } from "./tab-talk.ts";
import { joinTabs } from "./tabs.ts";
import { newId } from "./uuid7.ts";

/** Several tabs miss the same leader: the first of them to move is enough. */
const USURP_WITHIN_MS = 1_000;

export interface ShareOptions {
  /** What the socket is for, and for whom: by these the tabs find each other, and those of somebody else never do. */
  socket: { kind: string; person: string; conversationId: string | undefined };
  isPolling: () => boolean;
  /** This tab became the leader or a follower: what line it has is the wrong one. */
  onTurn: () => void;
  /** Try now; `isOverdue`: only if its time has come. */
  hasten: (isOverdue: boolean) => void;
}

export type Share = NonNullable<ReturnType<typeof shareLine>>;

/** undefined where tabs cannot find each other: each has a socket of its own then. */
export function shareLine({ socket, isPolling, onTurn, hasten }: ShareOptions) {
  const id = newId();
  const { kind, person, conversationId } = socket;
  const name = ["chorus.socket", TALK_VERSION, kind, person, conversationId ?? "all"].join(".");
  let joined: JoinedLine | undefined;
  let usurping: ReturnType<typeof setTimeout> | undefined;
  const found = joinTabs<TabTalk>({ name, onRole, onHear });
  if (!found) return undefined;
  const tabs = found;
  const hub = createHub({ id, conversationId, say: tabs.say, isPolling, hasten });

  function onRole(): void {
    clearTimeout(usurping);
    if (tabs.role() === "leader") hub.lead();
    onTurn();
  }

  function onHear(message: TabTalk): void {
    if (isToLeader(message)) {
      if (tabs.role() === "leader") hub.hear(message);
      return;
    }
    if (tabs.role() !== "follower") return;
    clearTimeout(usurping);
    if (joined) joined.hear(message);
    else if (message.say === "lead" || message.say === "up") hasten(false);
  }

  function join(options: LineOptions): Line {
    const mine = createJoinedLine({
      ...options,
      id,
      say: tabs.say,
      onDeaf() {
        clearTimeout(usurping);
        usurping = setTimeout(tabs.usurp, Math.random() * USURP_WITHIN_MS);
      },
      onEnd(code) {
        if (joined === mine) joined = undefined;
        options.onEnd(code);
      },
    });
    joined = mine;
    return mine;
  }

  return {
    isUndecided: () => tabs.role() === "undecided",
    isFollower: () => tabs.role() === "follower",
    open: (access: SocketAccess, options: LineOptions): Line =>
      tabs.role() === "leader" ? hub.open(access, options) : createLine(access, options),
    join,
    /** The server said no for good before there was a line. */
    end(code: number): void {
      if (tabs.role() === "leader") hub.end(code);
    },
    polling(): void {
      if (tabs.role() === "leader") hub.polling();
    },
    rest: tabs.rest,
    stand: tabs.stand,
    close(): void {
      clearTimeout(usurping);
      tabs.close();
    },
  };
}
