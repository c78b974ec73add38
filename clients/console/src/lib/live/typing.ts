/** Who is writing, per conversation: kept a few seconds, because "stopped" may get lost. */
import type { FromServer } from "@chorus/wire";
import { useQuery, type QueryClient } from "@tanstack/react-query";
import { keys } from "./keys";

const LASTS_MS = 6_000;
type TypingFrame = Extract<FromServer, { type: "typing" }>;
export interface Writer {
  who: string;
  role: string;
  name: string;
  until: number;
}

export function noteTyping(client: QueryClient, frame: TypingFrame, myId: string): void {
  if (!frame.conversationId || frame.userId === myId) return;
  const key = keys.typing(frame.conversationId);
  const role = frame.role ?? "customer";
  const who = frame.userId ?? role;
  const now = Date.now();
  client.setQueryData<Writer[]>(key, (writers = []) => {
    const others = writers.filter((writer) => writer.who !== who && writer.until > now);
    return frame.state === "started"
      ? [...others, { who, role, name: frame.name ?? "", until: now + LASTS_MS }]
      : others;
  });
  if (frame.state === "started") {
    setTimeout(() => {
      client.setQueryData<Writer[]>(key, (writers = []) =>
        writers.filter((writer) => writer.until > Date.now()),
      );
    }, LASTS_MS + 50);
  }
}

/** Their message is here: whoever wrote it writes no longer. */
export function forgetTyping(client: QueryClient, conversationId: string, role: string): void {
  client.setQueryData<Writer[]>(keys.typing(conversationId), (writers) =>
    writers?.filter((writer) => writer.role !== role),
  );
}

export function useWriters(conversationId: string): Writer[] {
  const { data } = useQuery<Writer[]>({
    queryKey: keys.typing(conversationId),
    queryFn: () => [],
    enabled: false,
    initialData: [],
  });
  return data;
}
