/** Times as people say them. */
import { useEffect, useState } from "react";
import { onClockSet, serverNow } from "./clock";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short" });
const dayMonth = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const longDay = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

export const clockTime = (at: string) => clock.format(new Date(at));
export const fullTime = (at: string) => full.format(new Date(at));

/** For lists: "now", "4 min", "14:05", "Mon", "3 Oct". */
export function shortTime(at: string, now: number): string {
  const date = new Date(at);
  const age = now - date.getTime();
  if (age < MINUTE) return "now";
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min`;
  if (isSameDay(date, new Date(now))) return clock.format(date);
  if (age < 6 * DAY) return weekday.format(date);
  return dayMonth.format(date);
}

/** How long something has lasted: "40 s", "12 min", "3 h 05", "2 d". */
export function duration(from: string, now: number): string {
  const length = Math.max(0, now - new Date(from).getTime());
  if (length < MINUTE) return `${Math.floor(length / 1000)} s`;
  if (length < HOUR) return `${Math.floor(length / MINUTE)} min`;
  if (length < DAY)
    return `${Math.floor(length / HOUR)} h ${String(Math.floor((length % HOUR) / MINUTE)).padStart(2, "0")}`;
  return `${Math.floor(length / DAY)} d`;
}

/** "just now", "4 min ago": the first minute is one word, so that it does not lag behind. */
export function ago(at: string, now: number): string {
  return now - new Date(at).getTime() < MINUTE ? "just now" : `${duration(at, now)} ago`;
}

export function dayHeading(at: string, now: number): string {
  const date = new Date(at);
  if (isSameDay(date, new Date(now))) return "Today";
  if (isSameDay(date, new Date(now - DAY))) return "Yesterday";
  return longDay.format(date);
}

export const isSameDay = (a: Date, b: Date) => a.toDateString() === b.toDateString();

/** The server's time, renewed at this interval while the component is shown. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const renew = () => setNow(serverNow());
    const timer = setInterval(renew, everyMs);
    const forget = onClockSet(renew);
    return () => {
      clearInterval(timer);
      forget();
    };
  }, [everyMs]);
  return now;
}
