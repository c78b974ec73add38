/** Who writes: ours told to others now and then, theirs shown until it goes stale. */
export interface TypingOptions {
  tell: (state: "started" | "stopped") => void;
  show: (who: { name: string; role: string } | null) => void;
}

const TELL_EVERY_MS = 3_000;
const IDLE_MS = 5_000;
const STALE_MS = 7_000;

export function createTyping({ tell, show }: TypingOptions) {
  let toldAt = 0;
  let idle: ReturnType<typeof setTimeout> | undefined;
  let stale: ReturnType<typeof setTimeout> | undefined;

  function stop(): void {
    clearTimeout(idle);
    if (toldAt) tell("stopped");
    toldAt = 0;
  }

  function hide(): void {
    clearTimeout(stale);
    show(null);
  }

  return {
    typed(): void {
      if (Date.now() - toldAt >= TELL_EVERY_MS) {
        toldAt = Date.now();
        tell("started");
      }
      clearTimeout(idle);
      idle = setTimeout(stop, IDLE_MS);
    },
    stop,
    heard(state: "started" | "stopped", who: { name: string; role: string }): void {
      if (state === "stopped") {
        hide();
        return;
      }
      show(who);
      clearTimeout(stale);
      stale = setTimeout(hide, STALE_MS);
    },
    hide,
    end(): void {
      clearTimeout(idle);
      clearTimeout(stale);
    },
  };
}
