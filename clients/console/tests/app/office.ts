/** A server as the console sees it: REST answers and an agent's socket, in the middle of a working day. */
import type { Conversation, Event, Message } from "@chorus/wire";
import { http, HttpResponse, ws } from "msw";
import { storeTokens } from "@/lib/session";
import { ADA, customer, inbox, later, ME, page, snapshot, user } from "../people.ts";
import { at, refusal, server } from "../server.ts";

type Frame = Record<string, unknown> & { type: string };

export interface Office {
  conversations: Conversation[];
  messages: Record<string, Message[]>;
  /** What happened to each conversation. */
  history: Record<string, Event[]>;
  /** What the console sent over its socket. */
  heard: Frame[];
  /** Conversations whose state was asked for by REST. */
  fetched: string[];
  /** Views whose list was asked for. */
  listed: string[];
  /** REST calls that change something: "POST /v1/…". */
  done: string[];
  send: (frame: Frame | Event) => void;
  drop: () => void;
  /** No new sockets are given out. */
  isAway: boolean;
}

const VIEWS: Record<string, (row: Conversation) => boolean> = {
  queue: (row) => row.status === "waiting",
  offered: (row) => row.status === "waiting" && row.escalation?.offeredTo === ADA.id,
  mine: (row) => row.status === "active" && row.assignee?.id === ADA.id,
  open: (row) => row.status !== "closed",
  closed: (row) => row.status === "closed",
  all: () => true,
};

export function openOffice(conversations: Conversation[], messages: Record<string, Message[]> = {}): Office {
  storeTokens({ accessToken: "t", expiresIn: 900, refreshToken: "r", user: ADA });
  const socket = ws.link("ws://localhost:3000/ws/v1/agent");
  const clients = new Set<{ send: (data: string) => void; close: (code?: number) => void }>();
  const office: Office = {
    conversations,
    messages,
    history: {},
    heard: [],
    fetched: [],
    listed: [],
    done: [],
    isAway: false,
    send: (frame) => clients.forEach((client) => client.send(JSON.stringify(frame))),
    drop: () => clients.forEach((client) => client.close(1012)),
  };
  const find = (id: unknown) => office.conversations.find((row) => row.id === id);
  const paged = (path: string, items: unknown[]) =>
    http.get(at(path), () => HttpResponse.json({ items, nextCursor: null }));
  const stateOf = (conversation: Conversation) => snapshot(conversation, office.messages[conversation.id]);

  server.use(
    http.get(at("/v1/me"), () => HttpResponse.json(ME)),
    http.get(at("/v1/conversations"), ({ request }) => {
      const view = new URL(request.url).searchParams.get("view") ?? "open";
      office.listed.push(view);
      const rows = office.conversations.filter(VIEWS[view] ?? (() => true));
      return HttpResponse.json(page(rows));
    }),
    http.get(at("/v1/conversations/:id"), ({ params }) => {
      const conversation = find(params["id"]);
      if (!conversation) return refusal("conversation.not_found", 404);
      office.fetched.push(conversation.id);
      return HttpResponse.json(stateOf(conversation));
    }),
    http.get(at("/v1/conversations/:id/history"), ({ params }) =>
      HttpResponse.json({ events: office.history[String(params["id"])] ?? [], hasMore: false }),
    ),
    http.get(at("/livechat/summary/:id"), () => refusal("brief.not_found", 404)),
    http.get(at("/v1/customers/:id"), ({ params }) =>
      HttpResponse.json(customer({ id: String(params["id"]) })),
    ),
    http.get(at("/v1/teams"), () =>
      HttpResponse.json({ items: [{ id: "t1", name: "Returns", userIds: [] }] }),
    ),
    paged("/v1/users", [user(), user({ id: "kim", name: "Kim Sato" })]),
    paged("/v1/labels", [{ id: "l1", name: "refund", color: "#64748b" }]),
    paged("/v1/canned-replies", []),
    paged("/v1/inboxes", [inbox()]),
    http.get(at("/v1/presence"), () =>
      HttpResponse.json({
        items: [{ userId: "kim", status: "busy", isConnected: true }],
        isApproximate: false,
      }),
    ),
    http.post(at("/v1/sockets"), () =>
      office.isAway
        ? refusal("server.unavailable", 503)
        : HttpResponse.json({ nonce: "n", url: "ws://localhost:3000/ws/v1/agent", expiresAt: later(60) }),
    ),
    http.post(at("/v1/conversations/:id/:verb"), ({ params }) => {
      const [conversation, verb] = [find(params["id"]), String(params["verb"])];
      office.done.push(`POST ${verb}`);
      if (!conversation) return refusal("conversation.not_found", 404);
      if (verb === "accept") return HttpResponse.json(stateOf(conversation));
      if (verb !== "escalation") return new HttpResponse(null, { status: 204 });
      const made = { id: "e1", conversationId: conversation.id, status: "waiting", reason: "agent" };
      return HttpResponse.json({ ...made, createdAt: later(0) }, { status: 201 });
    }),
    socket.addEventListener("connection", ({ client }) => {
      clients.add(client);
      client.addEventListener("close", () => clients.delete(client));
      client.addEventListener("message", ({ data }) => answer(JSON.parse(data as string) as Frame, client));
    }),
  );

  function answer(frame: Frame, client: { send: (data: string) => void }): void {
    const reply = (body: Frame) => client.send(JSON.stringify(body));
    if (frame.type === "auth")
      reply({ type: "welcome", connectionId: "w", epoch: "e", heartbeatSeconds: 25, position: 0 });
    else if (frame.type === "ping") reply({ type: "pong" });
    else office.heard.push(frame);
    if (frame.type === "subscribe") {
      const { conversationId } = frame;
      const position = conversationId === undefined ? 10 : (find(conversationId)?.position ?? 0);
      reply({
        type: "subscribed",
        epoch: "e",
        position,
        ...(conversationId !== undefined && { conversationId }),
      });
    }
  }
  return office;
}
