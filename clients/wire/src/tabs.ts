/**
 * Which of a person's tabs leads: the one that holds a Web Lock. When it closes, the browser gives the lock to the next.
 * They talk by a BroadcastChannel of the same name.
 */
import { openChannel, usableLocks } from "./browser.ts";

export type Role = "undecided" | "leader" | "follower" | "alone";

export interface Tabs<Said> {
  role: () => Role;
  say: (message: Said) => void;
  /** The leader does not answer: take its place. */
  usurp: () => void;
  /** Lead no longer and wait for nothing, until `stand` is called: a page that the browser freezes must hold nothing. */
  rest: () => void;
  stand: () => void;
  close: () => void;
}

interface TabsOptions<Said> {
  name: string;
  /** Every time that it becomes clear, or changes, what this tab is. */
  onRole: (role: Role) => void;
  onHear: (message: Said) => void;
}

/**
 * undefined where the browser has no locks or channels: each tab is alone then, as it is where the browser has locks and
 * gives none, which shows later.
 */
export function joinTabs<Said>({ name, onRole, onHear }: TabsOptions<Said>): Tabs<Said> | undefined {
  const channel = hasLocks() ? openChannel(name) : undefined;
  if (!channel) return undefined;
  const found = usableLocks();
  let role: Role = "undecided";
  let isClosed = false;
  /** Every stand is a new one: what an earlier one still gets to hear does not count. */
  let current = 0;
  let leave: (() => void) | undefined;

  function become(next: Role): void {
    if (isClosed || role === next) return;
    role = next;
    onRole(next);
  }

  async function stand(how: "ifAvailable" | "queue" | "steal"): Promise<void> {
    const mine = ++current;
    const isMine = () => mine === current && !isClosed;
    const stop = new AbortController();
    leave = () => stop.abort();
    try {
      const locks = await found;
      if (!isMine()) return;
      if (!locks) {
        become("alone");
        return;
      }
      const isGiven = await locks.request(name, optionsOf(how, stop.signal), async (lock) => {
        if (!lock || !isMine()) return lock !== null;
        const left = new Promise<void>((resolve) => (leave = resolve));
        become("leader");
        await left;
        return true;
      });
      if (isMine() && !isGiven) next("follower");
    } catch (error) {
      if (!isMine()) return;
      // Another tab has taken the lock away. Anything else is a browser that forbids locks here.
      if (nameOf(error) === "AbortError") next("follower");
      else become("alone");
    }
  }

  function next(now: Role): void {
    void stand("queue");
    become(now);
  }

  function release(): void {
    current += 1;
    leave?.();
    leave = undefined;
  }

  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if (!isClosed) onHear(data);
  };
  void stand("ifAvailable");

  return {
    role: () => role,
    say: (message) => {
      if (!isClosed) channel.postMessage(message);
    },
    usurp() {
      if (role !== "follower") return;
      release();
      void stand("steal");
    },
    rest() {
      release();
      role = "undecided";
    },
    stand() {
      if (!isClosed && role === "undecided" && !leave) void stand("ifAvailable");
    },
    close() {
      isClosed = true;
      release();
      channel.close();
    },
  };
}

/** A request that steals cannot be called off, and one that does not wait need not be. */
function optionsOf(how: "ifAvailable" | "queue" | "steal", signal: AbortSignal): LockOptions {
  if (how === "queue") return { signal };
  return how === "steal" ? { steal: true } : { ifAvailable: true };
}

const nameOf = (error: unknown) => (error as Partial<Error> | null)?.name;

const hasLocks = () => (globalThis.navigator as Partial<Navigator> | undefined)?.locks !== undefined;
