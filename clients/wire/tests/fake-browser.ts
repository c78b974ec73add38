/**
 * Web Locks and BroadcastChannel as browsers have them, for several tabs in one process: one holder of a name, a queue
 * behind it, stealing; messages cloned, in order, never to the sender. A tab can be frozen, and can die.
 */
import { vi } from "vitest";

type Work = (lock: { name: string } | null) => unknown;
interface Request {
  tab: FakeTab;
  work: Work;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

export class FakeTab {
  isDead = false;
  private thawed: Promise<void> | undefined;
  private thawing: () => void = () => undefined;

  freeze(): void {
    this.thawed = new Promise((resolve) => (this.thawing = resolve));
  }

  thaw(): void {
    this.thawed = undefined;
    this.thawing();
  }

  /** Runs something of this tab when the tab runs, and never after its death. */
  run(work: () => void): void {
    if (this.thawed) void this.thawed.then(() => this.run(work));
    else if (!this.isDead) queueMicrotask(work);
  }
}

export class FakeBrowser {
  isForbidden = false;
  hasLocks = true;
  private current = new FakeTab();
  private readonly held = new Map<string, Request>();
  private readonly queues = new Map<string, Request[]>();
  private readonly channels = new Set<FakeChannel>();

  install(): void {
    const locksOf = () => (this.hasLocks ? this.locks(this.current) : undefined);
    const navigator = Object.defineProperty({}, "locks", { get: locksOf });
    vi.stubGlobal("navigator", navigator);
    const create = (name: string) => {
      if (this.isForbidden) throw new DOMException("no", "SecurityError");
      return new FakeChannel(name, this.current, this.channels);
    };
    // A function that returns an object is a constructor too.
    vi.stubGlobal("BroadcastChannel", function (name: string) {
      return create(name);
    });
  }

  /** What is made belongs to a tab of its own. */
  open<T>(make: (tab: FakeTab) => T): T {
    const before = this.current;
    const tab = (this.current = new FakeTab());
    try {
      return make(tab);
    } finally {
      this.current = before;
    }
  }

  /** As a crash: it says nothing more, and the browser frees what it held. */
  kill(tab: FakeTab): void {
    tab.isDead = true;
    for (const queue of this.queues.values())
      queue.splice(0, Infinity, ...queue.filter((one) => one.tab !== tab));
    for (const [name, holder] of this.held) if (holder.tab === tab) this.release(name, holder);
    for (const channel of this.channels) if (channel.tab === tab) channel.close();
  }

  holders(): string[] {
    return [...this.held.keys()];
  }

  private locks(tab: FakeTab) {
    return {
      request: (name: string, ...rest: [Work] | [LockOptions, Work]) => {
        const [options, work] = rest.length === 1 ? [{}, rest[0]] : rest;
        return new Promise((resolve, reject) => {
          const settle =
            <T>(end: (value: T) => void) =>
            (value: T) =>
              tab.run(() => end(value));
          const request: Request = { tab, work, resolve: settle(resolve), reject: settle(reject) };
          tab.run(() => this.ask(name, options, request));
        });
      },
    };
  }

  private ask(name: string, { ifAvailable, steal, signal }: LockOptions, request: Request): void {
    const aborted = () => request.reject(new DOMException("aborted", "AbortError"));
    const queue = this.queues.get(name) ?? [];
    this.queues.set(name, queue);
    const holder = this.held.get(name);
    if (signal?.aborted) {
      aborted();
    } else if (steal) {
      holder?.reject(new DOMException("stolen", "AbortError"));
      this.grant(name, request);
    } else if (!holder && queue.length === 0) {
      this.grant(name, request);
    } else if (ifAvailable) {
      request.resolve(Promise.resolve(request.work(null)));
    } else {
      queue.push(request);
      signal?.addEventListener("abort", () => {
        const place = queue.indexOf(request);
        if (place < 0) return;
        queue.splice(place, 1);
        aborted();
      });
    }
  }

  private grant(name: string, request: Request): void {
    this.held.set(name, request);
    request.tab.run(() => {
      Promise.resolve(request.work({ name }))
        .then(request.resolve, request.reject)
        .finally(() => this.release(name, request));
    });
  }

  private release(name: string, request: Request): void {
    if (this.held.get(name) !== request) return; // stolen meanwhile
    this.held.delete(name);
    const next = this.queues.get(name)?.shift();
    if (next) this.grant(name, next);
  }
}

class FakeChannel {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  private isClosed = false;

  constructor(
    readonly name: string,
    readonly tab: FakeTab,
    private readonly channels: Set<FakeChannel>,
  ) {
    channels.add(this);
  }

  postMessage(message: unknown): void {
    if (this.isClosed) throw new DOMException("closed", "InvalidStateError");
    const data: unknown = structuredClone(message);
    this.tab.run(() => {
      for (const other of this.channels) {
        if (other === this || other.name !== this.name) continue;
        other.tab.run(() => {
          if (!other.isClosed) other.onmessage?.({ data });
        });
      }
    });
  }

  close(): void {
    this.isClosed = true;
    this.channels.delete(this);
  }
}
