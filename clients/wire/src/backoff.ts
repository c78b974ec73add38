/** Waits that grow, with full jitter: clients that lost the same server do not come back in step. */
const FIRST_MS = 500;
/** Most outages are a restart: for their first half minute nobody waits longer than this. */
const SOON_MAX_MS = 5_000;
const SOON_FOR_MS = 30_000;
const MAX_MS = 20_000;

export interface Backoff {
  /** How long to wait now; longer on average every time. A hint from the server is a minimum. */
  next: (hintMs?: number, maxMs?: number) => number;
  reset: () => void;
}

export function createBackoff(random: () => number = Math.random): Backoff {
  let attempt = 0;
  let since: number | undefined;
  return {
    next(hintMs = 0, maxMs = MAX_MS) {
      since ??= Date.now();
      const max = Date.now() - since < SOON_FOR_MS ? Math.min(SOON_MAX_MS, maxMs) : maxMs;
      const bound = Math.min(max, FIRST_MS * 2 ** attempt);
      attempt += 1;
      return hintMs + random() * bound;
    },
    reset() {
      attempt = 0;
      since = undefined;
    },
  };
}
