/** What the browser tells: network gone and back, page woken from sleep, cache or background. */
export interface World {
  offline: () => void;
  online: () => void;
  woken: () => void;
}

/** Returns how to stop. Does nothing where there is no window, such as in a worker or a test. */
export function watchWorld({ offline, online, woken }: World): () => void {
  if (typeof window === "undefined") return () => undefined;
  const seen = () => {
    if (document.visibilityState === "visible") woken();
  };
  const stop = new AbortController();
  const { signal } = stop;
  window.addEventListener("offline", offline, { signal });
  window.addEventListener("online", online, { signal });
  window.addEventListener("pageshow", seen, { signal });
  document.addEventListener("visibilitychange", seen, { signal });
  document.addEventListener("resume", woken, { signal });
  return () => stop.abort();
}
