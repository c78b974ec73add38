import { Star } from "lucide-react";
import type { LifeEvent } from "@/lib/live/history";
import { REASONS } from "@/lib/reasons";
import { clockTime, fullTime } from "@/lib/time";
import { Rich } from "@/ui/rich";
import styles from "./life-line.module.css";

export interface Names {
  myId: string;
  customer: string;
  /** Of an agent or a team; undefined when there is none of this id any more. */
  of: (id: string) => string | undefined;
}

/** Something that happened to the conversation, between its messages. */
export function LifeLine({ event, names }: { event: LifeEvent; names: Names }) {
  if (event.type === "conversation.rated") return <Rating event={event} names={names} />;
  return (
    <li className={styles.line} data-event={event.type}>
      <span dir="auto">{textOf(event, names)}</span>
      <time dateTime={event.at} title={fullTime(event.at)}>
        {clockTime(event.at)}
      </time>
    </li>
  );
}

type RatingEvent = Extract<LifeEvent, { type: "conversation.rated" }>;

function Rating({ event, names }: { event: RatingEvent; names: Names }) {
  return (
    <li className={styles.rating} data-event={event.type}>
      <p className={styles.score}>
        <span aria-hidden className={styles.stars}>
          {[1, 2, 3, 4, 5].map((star) => (
            <Star key={star} size={15} className={star <= event.score ? styles.full : undefined} />
          ))}
        </span>
        <span>
          <bdi>{names.customer}</bdi> rated this conversation {event.score} out of 5
        </span>
        <time dateTime={event.at} title={fullTime(event.at)}>
          {clockTime(event.at)}
        </time>
      </p>
      {event.comment && (
        <blockquote className={styles.comment}>
          <Rich text={event.comment} />
        </blockquote>
      )}
    </li>
  );
}

function textOf(event: Exclude<LifeEvent, RatingEvent>, names: Names): string {
  const who = actorOf(event, names);
  switch (event.type) {
    case "conversation.escalated":
      return escalated(event, who, names);
    case "escalation.cancelled":
      return `${who} returned to the bot`;
    case "conversation.assigned":
      return `${event.agentId === names.myId ? "You" : event.agentName || "An agent"} accepted the conversation`;
    case "conversation.transferred":
      return `${who} transferred the conversation to ${targetOf(event, names)}`;
    case "conversation.requeued":
      return event.cause === "agent_absent" || event.actor.kind === "system"
        ? "The conversation returned to the queue because its agent was disconnected"
        : `${who} returned the conversation to the queue`;
    case "conversation.returned":
      return `${who} handed the conversation back to the bot`;
    case "conversation.closed":
      return event.actor.kind === "system"
        ? "The conversation was closed automatically"
        : `${who} closed the conversation`;
    case "conversation.reopened":
      return `${who} reopened the conversation`;
    case "conversation.labelled":
      return event.labels.length > 0
        ? `${who} set the labels: ${event.labels.join(", ")}`
        : `${who} removed all labels`;
    case "callback.promised":
      return `${names.customer} was promised an answer by e-mail`;
  }
}

function escalated(event: Extract<LifeEvent, { type: "conversation.escalated" }>, who: string, names: Names) {
  switch (event.reason) {
    case "agent":
      return `${who} took over from the bot`;
    case "requested":
    case undefined:
      return `${names.customer} asked for an agent`;
    default:
      return `Handed over to an agent: ${lowered(REASONS[event.reason])}`;
  }
}

function targetOf(event: Extract<LifeEvent, { type: "conversation.transferred" }>, names: Names): string {
  if (event.toAgentId) {
    return event.toAgentId === names.myId ? "you" : (names.of(event.toAgentId) ?? "another agent");
  }
  return `the team ${(event.toTeamId && names.of(event.toTeamId)) || "of colleagues"}`;
}

function actorOf({ actor }: LifeEvent, names: Names): string {
  switch (actor.kind) {
    case "customer":
      return names.customer;
    case "agent":
      return actor.id === names.myId ? "You" : actor.name || "An agent";
    case "bot":
      return actor.name || "The bot";
    case "system":
      return "Chorus";
  }
}

const lowered = (text = "") => text.charAt(0).toLowerCase() + text.slice(1);
