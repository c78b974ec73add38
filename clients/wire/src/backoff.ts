/** Waits that grow, with full jitter: clients that lost the same server do not come back in step. */
const FIRST_MS = 500;
const MAX_MS = 20_000;

export interface Backoff {
  /** How long to wait now; longer on average every time. A hint from the server is a minimum. */
  next: (hintMs?: number) => number;
  reset: () => void;
}

export function createBackoff(random: () => number = Math.random): Backoff {
  let attempt = 0;
  return {
    next(hintMs = 0) {
      const bound = Math.min(MAX_MS, FIRST_MS * 2 ** attempt);
      attempt += 1;
      return hintMs + random() * bound;
    },
    reset() {
      attempt = 0;
    },
  };
}
