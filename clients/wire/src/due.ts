/** One timer that can be asked whether its time has come: browsers let those of a hidden page sleep for a minute. */
export function createDue() {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let at = Infinity;
  return {
    set(work: () => void, afterMs: number): void {
      clearTimeout(timer);
      at = Date.now() + afterMs;
      timer = setTimeout(work, afterMs);
    },
    stop(): void {
      clearTimeout(timer);
      at = Infinity;
    },
    isOver: () => Date.now() > at,
  };
}
