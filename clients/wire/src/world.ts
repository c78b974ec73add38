/** What the browser tells: network gone and back, page frozen and woken from sleep, cache or background. */
export interface World {
  offline: () => void;
  online: () => void;
  woken: () => void;
  /** The page stops, perhaps for good: what it holds, it holds against others. */
  frozen: () => void;
}

const TICK_MS = 10_000;

/** Returns how to stop. Does nothing where there is no window, such as in a worker or a test. */
export function watchWorld({ offline, online, woken, frozen }: World): () => void {
  if (typeof window === "undefined") return () => undefined;
  const seen = () => {
    if (document.visibilityState === "visible") woken();
  };
  const stop = new AbortController();
  const { signal } = stop;
  window.addEventListener("offline", offline, { signal });
  window.addEventListener("online", online, { signal });
  window.addEventListener("pageshow", seen, { signal });
  window.addEventListener("pagehide", frozen, { signal });
  document.addEventListener("visibilitychange", seen, { signal });
  document.addEventListener("freeze", frozen, { signal });
  document.addEventListener("resume", woken, { signal });

  // A machine that slept says nothing, in some browsers: its clock jumps.
  let last = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    if (now - last > 2 * TICK_MS) woken();
    last = now;
  }, TICK_MS);
  return () => {
    clearInterval(timer);
    stop.abort();
  };
}
