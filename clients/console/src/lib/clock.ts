/**
 * The server's time. A computer's clock may be minutes off, and an offer lasts half a minute: whatever counts against a
 * time of the server's counts by this.
 */

/** A slow answer says little about the moment it was made. */
const ROUND_TRIP_MAX_MS = 4_000;
/** The Date header has whole seconds: half a second late on average. */
const CUT_OFF_MS = 500;
/** Below this the local clock is as good as what an answer can tell. */
const WORTH_IT_MS = 1_500;

let offset = 0;
const listeners = new Set<() => void>();
let best = Infinity;

/** An answer with this Date header came back between these two moments of the local clock (epoch milliseconds). */
export function noteServerTime(date: string | null, askedAt: number, answeredAt: number): void {
  const roundTrip = answeredAt - askedAt;
  const told = date === null ? NaN : Date.parse(date);
  if (Number.isNaN(told) || roundTrip < 0 || roundTrip > ROUND_TRIP_MAX_MS) return;
  const found = told + CUT_OFF_MS - (askedAt + answeredAt) / 2;
  const hasJumped = Math.abs(found - offset) > 2 * WORTH_IT_MS;
  // The quickest answer tells most; a clock that was set since makes all earlier ones worthless.
  if (roundTrip > best && !hasJumped) return;
  best = roundTrip;
  const before = offset;
  offset = Math.abs(found) < WORTH_IT_MS ? 0 : found;
  if (Math.abs(offset - before) > WORTH_IT_MS) listeners.forEach((listener) => listener());
}

/** Epoch milliseconds by the server's clock. */
export const serverNow = (): number => Date.now() + offset;

/** Called when the clock turns out to be wrong: what is shown by it is shown anew. */
export function onClockSet(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function forgetServerTime(): void {
  offset = 0;
  best = Infinity;
}
