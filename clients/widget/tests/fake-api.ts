/** The server as the widget sees it: REST beside the fake sockets, one customer, conversations that obey the reducer. */
import {
  applyEvent,
  type CustomerConversation,
  type CustomerState,
  type Event,
  type Message,
} from "@chorus/wire";
import { FakeServer, FakeWebSocket, UNSAID } from "../../wire/tests/fake-server.ts";

const INBOX = {
  id: "inbox",
  name: "Online shop",
  greeting: "Hello! How can we help?",
  color: "#2f6f4f",
  languages: ["en"],
  botName: "Juni",
  companyName: "Juniper & Oak",
};
type Refusal = { code: string; status: number; retryable?: boolean };
export interface Call {
  method: string;
  path: string;
  body: Record<string, unknown>;
  headers: Headers;
}

export class FakeApi {
  readonly server = new FakeServer();
  readonly calls: Call[] = [];
  readonly refusals = new Map<string, Refusal>();
  customer = { id: "bao", name: "", email: null as string | null, isVerified: false };
  place = { place: 2, estimatedWaitSeconds: 90 as number | null, isSomebodyOnDuty: true };
  inbox = INBOX;
  ratingSeconds = 10 * 365 * 86_400;
  page: { items: Message[]; hasMore: boolean } = { items: [], hasMore: false };
  isReachable = true;
  private current: string | null = null;
  private count = 0;

  install(stub: (name: string, value: unknown) => void): void {
    FakeWebSocket.server = this.server;
    stub("WebSocket", FakeWebSocket);
    stub("fetch", (url: string, init: RequestInit) => this.fetch(url, init));
  }

  /** An event of the open conversation, as the server would record it. */
  record(type: Event["type"], fields: object = {}, id = this.current): Event {
    return this.server.publish(id, { type, ...fields });
  }

  say(role: "agent" | "bot" | "system", content: string, fields: object = {}): Event {
    const author = { role, authorId: role, authorName: role === "agent" ? "Ada" : "Juni" };
    const message = {
      ...UNSAID,
      id: `m${this.server.log(this.current).length}`,
      ...author,
      content,
      ...fields,
    };
    return this.record("message.sent", { message });
  }

  get conversationId(): string | null {
    return this.current;
  }

  state(id = this.current ?? ""): CustomerState {
    const start: CustomerState = { conversation: blankConversation(id), messages: [] };
    return this.server.log(id).reduce((state, event) => applyEvent(state, event), start);
  }

  private async fetch(url: string, init: RequestInit): Promise<Response> {
    const [path = ""] = url.split("?");
    const method = init.method ?? "GET";
    const body = typeof init.body === "string" ? (JSON.parse(init.body) as Record<string, unknown>) : {};
    this.calls.push({ method, path, body, headers: new Headers(init.headers) });
    await Promise.resolve();
    if (!this.isReachable) throw new TypeError("failed to fetch");
    const refusal = this.refusals.get(`${method} ${path}`);
    if (refusal) return answer(refusal.status, { error: { message: "", retryable: false, ...refusal } });
    return answer(200, this.route(method, path, body, init.body));
  }

  private route(method: string, path: string, body: Record<string, unknown>, raw: unknown): unknown {
    if (path === "/v1/widget/start") {
      const open = this.current && this.state().conversation.status !== "closed" ? this.current : null;
      const tokens = { token: "t", expiresIn: 900, deviceToken: "device" };
      const known = { customer: this.customer, inbox: this.inbox, ratingSeconds: this.ratingSeconds };
      return { ...tokens, ...known, conversationId: open, lastConversationId: this.current };
    }
    if (path === "/v1/sockets") return this.server.access(String(body.conversationId));
    if (path === "/v1/conversations") return this.open();
    if (path === "/v1/widget/conversations") return this.own();
    const [, , , id = "", noun = ""] = path.split("/");
    switch (`${method} ${noun}`) {
      case "GET ":
        return { ...this.state(id), hasMore: false, epoch: this.server.epoch };
      case "GET messages":
        return this.page;
      case "POST messages":
        return { id: body.id, position: this.accept(id, body), createdAt: "2026-10-01T09:00:00Z" };
      case "POST attachments": {
        const file = (raw as FormData).get("file") as File;
        return { id: `file-${file.name}`, name: file.name, mediaType: file.type, sizeBytes: file.size };
      }
      case "GET queue-place":
        return this.place;
      case "POST escalation":
        return this.record("conversation.escalated", { escalationId: "e" });
      case "DELETE escalation":
        return this.record("escalation.cancelled", { escalationId: "e" });
      case "POST contact":
        return this.record("callback.promised");
      case "POST rating":
        return this.record("conversation.rated", body, id);
      default:
        return {};
    }
  }

  /** Newest first, all on one page. */
  private own(): unknown {
    const items = Array.from({ length: this.count }, (_, index) => {
      const { conversation, messages } = this.state(`c${this.count - index}`);
      const { id, inboxId, status, assignee, rating, createdAt, closedAt } = conversation;
      const last = messages.findLast((one) => one.messageType !== "notice");
      const lastMessage = last && { ...last, preview: last.content, at: last.createdAt };
      return { id, inboxId, status, assignee, rating, createdAt, closedAt, lastMessage: lastMessage ?? null };
    });
    return { items, nextCursor: null };
  }

  private open(): unknown {
    if (!this.current || this.state().conversation.status === "closed") {
      this.current = `c${++this.count}`;
      this.record("conversation.created", { inboxId: "inbox", channel: "web" });
    }
    return { ...this.state(), hasMore: false, epoch: this.server.epoch };
  }

  private accept(id: string, body: Record<string, unknown>): number {
    return this.server.accept(id, { type: "message", id: String(body.id), content: String(body.content) });
  }
}

function blankConversation(id: string): CustomerConversation {
  return {
    id,
    inboxId: "inbox",
    status: "bot",
    floor: "bot",
    assignee: null,
    isCallbackPromised: false,
    rating: null,
    position: 0,
    createdAt: "2026-10-01T09:00:00Z",
    closedAt: null,
  };
}

function answer(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body ?? {}), { status });
}
