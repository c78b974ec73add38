import type { Event } from "@chorus/wire";
import { useCallback, useEffect } from "react";
import { useLocation } from "wouter";
import { notify, showCount } from "@/features/notifications/notices";
import { useEvents, useLive } from "@/lib/live/context";
import { paths } from "@/lib/paths";
import { useMe } from "@/lib/session";
import { useCounts } from "./counts";

/** Watches my conversations wherever I am, and calls when one of them or an offer needs me. */
export function Notifier() {
  const me = useMe();
  const live = useLive();
  const [, navigate] = useLocation();
  const { mine, unread, offered } = useCounts();

  useEffect(() => showCount(unread + offered.length), [unread, offered.length]);

  const ids = mine.map((row) => row.id).join(" ");
  useEffect(() => {
    const unwatch = ids
      .split(" ")
      .filter(Boolean)
      .map((id) => live.watch(id));
    return () => unwatch.forEach((stop) => stop());
  }, [ids, live]);

  const onEvent = useCallback(
    (event: Event) => {
      const notice = noticeOf(event, me.id, new Set(ids.split(" ")));
      if (!notice) return;
      if (event.type === "message.sent") live.receipt(event.conversationId, { delivered: event.position });
      const onOpen = () => navigate(paths.conversation(notice.list, event.conversationId));
      if (notice.title) notify({ tag: event.conversationId, title: notice.title, body: notice.body, onOpen });
    },
    [me.id, ids, live, navigate],
  );
  useEvents(onEvent);
  return null;
}

function noticeOf(event: Event, myId: string, mine: Set<string>) {
  if (event.type === "escalation.offered" && event.agentId === myId) {
    return {
      list: "queue" as const,
      title: "New conversation offered to you",
      body: "Accept it before the offer expires.",
    };
  }
  if (event.type === "message.sent" && event.message.role === "customer" && mine.has(event.conversationId)) {
    const title = document.hasFocus() ? "" : event.message.authorName || "New message";
    return { list: "mine" as const, title, body: event.message.content.slice(0, 140) };
  }
  return null;
}
