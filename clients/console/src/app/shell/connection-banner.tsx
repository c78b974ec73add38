import { CloudOff, LoaderCircle } from "lucide-react";
import { useEffect, useState } from "react";
import { useConnection, useLive } from "@/lib/live/context";
import { Button } from "@/ui/button";
import spin from "@/ui/spinner.module.css";
import styles from "./connection-banner.module.css";

/** A short gap heals by itself and is not worth a banner. */
const GRACE_MS = 1_200;

export function ConnectionBanner() {
  const { state } = useConnection();
  const live = useLive();
  const isBroken = state !== "open";
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    if (!isBroken) return;
    const timer = setTimeout(() => setLong(true), GRACE_MS);
    return () => {
      clearTimeout(timer);
      setLong(false);
    };
  }, [isBroken]);
  return (
    <div role="status" aria-live="polite">
      {isBroken && isLong && (
        <p className={styles.banner} data-state={state}>
          {state === "offline" || state === "closed" ? (
            <CloudOff size={15} aria-hidden />
          ) : (
            <LoaderCircle size={15} className={spin.spin} aria-hidden />
          )}
          <span>{TEXTS[state]}</span>
          {state === "closed" ? (
            <Button small onClick={() => location.reload()}>
              Reload
            </Button>
          ) : (
            <Button small onClick={live.reconnectNow}>
              Try again
            </Button>
          )}
        </p>
      )}
    </div>
  );
}

const TEXTS = {
  connecting: "Connecting…",
  reconnecting: "Reconnecting. Messages are kept and sent when you're back online.",
  offline:
    "You're offline. Messages are kept and sent when you're back online. Other changes need a connection.",
  closed: "The server closed the connection. Reload to continue.",
};
