/** Ada the agent, Bao the customer, and what they say to each other. */
import type { Conversation, Me, Message } from "@/lib/types";

export const ADA: Me = {
  id: "ada",
  email: "ada@acme.test",
  name: "Ada Lindqvist",
  role: "agent",
  tenantId: "acme",
  tenantName: "Acme",
  declaredStatus: "available",
};

export const T0 = "2026-03-02T09:00:00Z";
export const later = (seconds: number) => new Date(Date.parse(T0) + seconds * 1000).toISOString();

export function conversation(change: Partial<Conversation> = {}): Conversation {
  return {
    id: "c1",
    inboxId: "inbox",
    channel: "web",
    status: "bot",
    floor: "bot",
    customer: { id: "bao", name: "Bao Nguyen", email: "bao@example.test", isVerified: false },
    assignee: null,
    teamId: null,
    labels: [],
    escalation: null,
    rating: null,
    brief: null,
    lastMessage: null,
    lastCustomerMessage: null,
    messagePosition: 0,
    position: 1,
    language: "en",
    page: null,
    createdAt: T0,
    updatedAt: T0,
    closedAt: null,
    ...change,
  };
}

export const withAda = (change: Partial<Conversation> = {}) =>
  conversation({ status: "active", floor: "human", assignee: { id: ADA.id, name: ADA.name }, ...change });

export const waiting = (since: string, change: Partial<Conversation> = {}) =>
  conversation({
    status: "waiting",
    floor: "nobody",
    escalation: {
      id: "e1",
      reason: "requested",
      detail: "",
      evidence: [],
      since,
      offeredTo: null,
      offerExpiresAt: null,
      isCallbackPromised: false,
    },
    ...change,
  });

export function message(position: number, change: Partial<Message> = {}): Message {
  return {
    id: `m${position}`,
    role: "customer",
    messageType: "text",
    authorId: null,
    authorName: "",
    content: `Message ${position}`,
    attachments: [],
    sources: [],
    createdAt: later(position),
    deliveredAt: null,
    readAt: null,
    position,
    ...change,
  };
}
