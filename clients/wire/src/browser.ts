/**
 * What this browser lets a page keep and share: storage, locks, channels. Where the cookies of other sites are blocked
 * they are all present, but throw, refuse or never answer, so each is tried by use, and everything works without.
 */

/** Small texts by key. Always works; `isKept` says whether a new page will find them again. */
export interface KeyValue {
  get: (key: string) => string | null;
  set: (key: string, value: string | null) => void;
  isKept: () => boolean;
}

const PROBE = "chorus.probe";
/** A browser that is about to answer does so in milliseconds. */
const PROBE_WITHIN_MS = 1_000;

/** The browser's storage, and memory for what it does not take. `find` may throw, as reading `window.localStorage` does. */
export function keyValue(find: () => Storage): KeyValue {
  const memory = new Map<string, string | null>();
  let isKept: boolean | undefined;

  function probe(): boolean {
    try {
      find().setItem(PROBE, "1");
      find().removeItem(PROBE);
      return true;
    } catch {
      return false;
    }
  }

  return {
    get(key) {
      // What the storage refused is newer than what it has.
      const refused = memory.get(key);
      if (refused !== undefined) return refused;
      try {
        return find().getItem(key);
      } catch {
        return null;
      }
    },
    set(key, value) {
      try {
        if (value === null) find().removeItem(key);
        else find().setItem(key, value);
        memory.delete(key);
      } catch {
        memory.set(key, value);
      }
    },
    isKept: () => (isKept ??= probe()),
  };
}

/** Shared by the tabs of this browser. */
export const local = keyValue(() => localStorage);
/** Of this tab alone; outlives a reload. */
export const session = keyValue(() => sessionStorage);

const probed = new WeakMap<LockManager, Promise<LockManager | undefined>>();

/** The browser's locks, if it gives one; undefined where there are none, or where it refuses or does not answer. */
export async function usableLocks(): Promise<LockManager | undefined> {
  const locks = (globalThis.navigator as Partial<Navigator> | undefined)?.locks;
  if (!locks) return undefined;
  const known = probed.get(locks) ?? tryOut(locks);
  probed.set(locks, known);
  return known;
}

async function tryOut(locks: LockManager): Promise<LockManager | undefined> {
  try {
    // Shared: tabs that try at the same time do not wait for each other.
    await within(
      PROBE_WITHIN_MS,
      locks.request(PROBE, { mode: "shared" }, () => true),
    );
    return locks;
  } catch {
    return undefined;
  }
}

/** undefined where the browser has no channels, or forbids them here. */
export function openChannel(name: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}

/**
 * Runs `work` while no other tab runs anything of that name. A tab that keeps the others waiting for longer than
 * `patienceMs` is frozen or slow, and loses its turn. Where the browser gives no locks, `work` runs at once: whoever
 * needs order within the tab keeps it there.
 */
export async function inTurn<T>(name: string, patienceMs: number, work: () => Promise<T>): Promise<T> {
  const locks = await usableLocks();
  if (!locks) return await work();
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), patienceMs);
  const turn = { hasBegun: false };
  const begin = () => {
    clearTimeout(timer);
    turn.hasBegun = true;
    return work();
  };
  try {
    return await locks.request(name, { signal: patience.signal }, begin);
  } catch (error) {
    clearTimeout(timer);
    if (turn.hasBegun) throw error;
    return patience.signal.aborted ? await locks.request(name, { steal: true }, work) : await work();
  }
}

/** The promise, or a refusal when it has not settled in time. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether a key belongs to a word that is being composed. Safari has ended the composition by then: 229 is left. */
export function isComposing(event: { isComposing: boolean; keyCode: number }): boolean {
  return event.isComposing || event.keyCode === 229;
}
