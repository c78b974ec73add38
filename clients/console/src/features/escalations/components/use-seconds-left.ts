import { useNow } from "@/lib/time";

/** Whole seconds until then by the server's clock; 0 when it is over, or when there is no such time. */
export function useSecondsLeft(until: string | null | undefined): number {
  const now = useNow(250);
  return until ? Math.max(0, Math.ceil((new Date(until).getTime() - now) / 1000)) : 0;
}
