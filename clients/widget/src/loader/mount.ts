/**
 * Keeps the chat on the page: beside `body`, where no style of `body` reaches it and where it outlives a page that
 * replaces its body (Turbo, htmx, Barba); and in the top layer, above whatever the page puts on top.
 */

/** A page that takes it away again and again wins for a while: two programs must not keep each other busy. */
const TIMES_MAX = 20;
const WITHIN_MS = 10_000;

/** `onMount` runs each time that it was put there, to listen anew: `document.open()` drops every listener. */
export function keepMounted(host: HTMLElement, onMount: () => void): () => void {
  const observer = new MutationObserver(check);
  let times: number[] = [];
  let later: ReturnType<typeof setTimeout> | undefined;
  host.setAttribute("popover", "manual");

  function check(): void {
    // Between `document.open()` and what is written next there is none; its coming is observed.
    const root = document.documentElement as HTMLElement | null;
    observer.disconnect();
    observer.observe(document, { childList: true });
    if (!root) return;
    observer.observe(root, { childList: true });
    if (host.parentNode === root || later) return;
    const now = Date.now();
    times = [...times.filter((time) => now - time < WITHIN_MS), now];
    if (times.length > TIMES_MAX) {
      later = setTimeout(() => {
        later = undefined;
        check();
      }, WITHIN_MS);
      return;
    }
    root.append(host);
    try {
      host.showPopover();
    } catch {
      // A browser without popovers shows it at its place.
    }
    onMount();
  }

  check();
  return () => {
    observer.disconnect();
    clearTimeout(later);
    host.remove();
  };
}
