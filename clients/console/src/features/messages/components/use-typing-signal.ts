import { useCallback, useEffect, useRef } from "react";

const REPEAT_MS = 3_000;
const IDLE_MS = 4_000;

/** Says "started" while keys are pressed, at most every three seconds, and "stopped" after a pause. */
export function useTypingSignal(send: (state: "started" | "stopped") => void): {
  typed: () => void;
  stop: () => void;
} {
  const lastSent = useRef(0);
  const idle = useRef<ReturnType<typeof setTimeout>>(undefined);

  const stop = useCallback(() => {
    clearTimeout(idle.current);
    if (lastSent.current) send("stopped");
    lastSent.current = 0;
  }, [send]);

  const typed = useCallback(() => {
    const now = Date.now();
    if (now - lastSent.current > REPEAT_MS) {
      send("started");
      lastSent.current = now;
    }
    clearTimeout(idle.current);
    idle.current = setTimeout(stop, IDLE_MS);
  }, [send, stop]);

  useEffect(() => stop, [stop]);
  return { typed, stop };
}
