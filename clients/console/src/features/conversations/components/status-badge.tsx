import type { Conversation } from "@chorus/wire";
import { Bot, CircleCheck, Clock, Headset, Star } from "lucide-react";
import { Badge } from "@/ui/badge";

/** Who has the conversation now, in one word. */
export function StatusBadge({ conversation, myId }: { conversation: Conversation; myId: string }) {
  const { status, assignee, rating } = conversation;
  switch (status) {
    case "bot":
      return <Badge icon={<Bot size={11} aria-hidden />}>Bot</Badge>;
    case "waiting":
      return (
        <Badge tone="warning" icon={<Clock size={11} aria-hidden />}>
          Waiting
        </Badge>
      );
    case "active":
      return (
        <Badge tone="accent" icon={<Headset size={11} aria-hidden />}>
          {assignee?.id === myId ? "You" : (assignee?.name ?? "Agent")}
        </Badge>
      );
    case "closed":
      return (
        <>
          <Badge icon={<CircleCheck size={11} aria-hidden />}>Closed</Badge>
          {rating && (
            <Badge tone={rating.score >= 4 ? "success" : "warning"} icon={<Star size={11} aria-hidden />}>
              <span className="visually-hidden">Rated </span>
              {rating.score}/5
            </Badge>
          )}
        </>
      );
  }
}
