/** Ada the agent, Bao the customer, and what they say to each other. */
import type { AgentSnapshot, Brief, Conversation, Me, Message, Schemas } from "@chorus/wire";

export const T0 = "2026-03-02T09:00:00Z";
export const later = (seconds: number) => new Date(Date.parse(T0) + seconds * 1000).toISOString();

export const ADA: Me = {
  id: "ada",
  email: "ada@acme.test",
  name: "Ada Lindqvist",
  role: "agent",
  tenantId: "acme",
  tenantName: "Acme",
  declaredStatus: "available",
};

export function user(change: Partial<Schemas["UserRead"]> = {}): Schemas["UserRead"] {
  const { id, email, name, role, declaredStatus } = ADA;
  const known = { id, email, name, role, declaredStatus };
  return { ...known, languages: ["en"], isDisabled: false, createdAt: T0, ...change };
}

/** Ada, as `GET /v1/me` tells of her. */
export const ME: Schemas["MeRead"] = { ...user(), tenantId: "acme", tenantName: "Acme", scopes: ["self"] };

export function inbox(change: Partial<Schemas["InboxRead"]> = {}): Schemas["InboxRead"] {
  return {
    id: "inbox",
    name: "Shop",
    channel: "web",
    allowedOrigins: [],
    hasIdentitySecret: false,
    requiresIdentity: false,
    isEnabled: true,
    settings: {
      greeting: { en: "Hello!" },
      color: "#2563eb",
      languages: ["en"],
      botName: "Bot",
      companyName: null,
    },
    createdAt: T0,
    ...change,
  };
}

export function inboxDetail(change: Partial<Schemas["InboxDetail"]> = {}): Schemas["InboxDetail"] {
  return { ...inbox(), snippet: null, ...change };
}

export function knowledge(change: Partial<Schemas["DocumentRead"]> = {}): Schemas["DocumentRead"] {
  return {
    id: "d1",
    title: "Shipping",
    fileName: "shipping.md",
    mediaType: "text/markdown",
    language: "en",
    sizeBytes: 900,
    status: "ready",
    error: null,
    warning: null,
    progress: 100,
    passageCount: 4,
    createdAt: T0,
    indexedAt: T0,
    ...change,
  };
}

export function brief(change: Partial<Brief> = {}): Brief {
  return {
    conversationId: "c1",
    version: 1,
    origin: "rules",
    basisPosition: 7,
    isStale: false,
    madeAt: T0,
    model: null,
    intent: null,
    facts: [],
    steps: [],
    openQuestion: null,
    mood: null,
    nextStep: null,
    note: null,
    ...change,
  };
}

/** A conversation as `GET /v1/conversations/{id}` answers with it. */
export const snapshot = (conversation: Conversation, messages: Message[] = []): AgentSnapshot => ({
  conversation,
  messages,
  hasMore: false,
  epoch: "e",
});

export const page = (items: Conversation[]) => ({
  items,
  count: items.length,
  nextCursor: null,
  feedPosition: 10,
  epoch: "e",
});

export function customer(change: Partial<Schemas["CustomerRead"]> = {}): Schemas["CustomerRead"] {
  return {
    id: "bao",
    externalId: null,
    name: "Bao",
    email: null,
    phone: null,
    attributes: {},
    language: null,
    isVerified: false,
    isBlocked: false,
    lastSeenAt: null,
    createdAt: T0,
    ...change,
  };
}

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
