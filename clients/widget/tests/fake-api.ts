/** The server as the widget sees it: REST beside the fake sockets, one customer, conversations that obey the reducer. */
import {
  applyEvent,
  type CustomerConversation,
  type CustomerState,
  type Event,
  type Message,
} from "@chorus/wire";
import { recordExchange } from "../../wire/tests/contract.ts";
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
    stub("Request", FileRequest);
    stub("fetch", (request: FileRequest) => this.fetch(request));
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

  private async fetch(request: FileRequest): Promise<Response> {
    const { method, url, headers, file } = request;
    const { pathname: path, searchParams } = new URL(url);
    const text = file ? "" : await request.text();
    const body = (text ? JSON.parse(text) : {}) as Record<string, unknown>;
    this.calls.push({ method, path, body, headers });
    if (!this.isReachable) throw new TypeError("failed to fetch");
    if (path.startsWith("/v1/attachments/") && !this.refusals.has(`${method} ${path}`)) {
      recordExchange({ method, url, status: 200 });
      return new Response("bytes");
    }
    if (path.endsWith("/events")) body.after = Number(searchParams.get("after"));
    const [status, answered] = this.answer(method, path, body, file);
    recordExchange({ method, url, status, answered, ...(text && { asked: JSON.parse(text) as unknown }) });
    return new Response(answered === undefined ? null : JSON.stringify(answered), { status });
  }

  private answer(
    method: string,
    path: string,
    body: Record<string, unknown>,
    file: File | undefined,
  ): [number, unknown] {
    const { status, ...refusal } = this.refusals.get(`${method} ${path}`) ?? { status: 0 };
    if (status) return [status, { error: { message: "", retryable: false, ...refusal } }];
    const answered = this.route(method, path, body, file);
    return [CREATES.test(`${method} ${path}`) ? 201 : answered === undefined ? 204 : 200, answered];
  }

  private route(
    method: string,
    path: string,
    body: Record<string, unknown>,
    file: File | undefined,
  ): unknown {
    if (path === "/v1/widget/start") {
      const open = this.current && this.state().conversation.status !== "closed" ? this.current : null;
      const tokens = { token: "t", expiresIn: 900, deviceToken: "device" };
      const known = { customer: this.customer, inbox: this.inbox, ratingSeconds: this.ratingSeconds };
      return { ...tokens, ...known, conversationId: open, lastConversationId: this.current };
    }
    if (path === "/v1/sockets") {
      const { url, nonce } = this.server.access(String(body.conversationId));
      return { url, nonce, expiresAt: "2026-10-01T09:00:30Z" };
    }
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
      case "POST attachments":
        return file && fileRead(file);
      case "GET events": {
        const log = this.server.log(id);
        const { epoch } = this.server;
        return { events: log.slice(Number(body.after)), position: log.length, epoch, resync: null };
      }
      case "GET queue-place":
        return this.place;
      case "POST escalation":
        this.record("conversation.escalated", { escalationId: "e" });
        return {
          id: "e",
          conversationId: id,
          status: "waiting",
          reason: "requested",
          createdAt: "2026-10-01T09:00:00Z",
        };
      case "DELETE escalation":
        return void this.record("escalation.cancelled", { escalationId: "e" });
      case "POST contact":
        return void this.record("callback.promised");
      case "POST rating":
        return void this.record("conversation.rated", body, id);
      default:
        return undefined;
    }
  }

  /** Newest first, all on one page. */
  private own(): unknown {
    const items = Array.from({ length: this.count }, (_, index) => {
      const { conversation, messages } = this.state(`c${this.count - index}`);
      const { id, inboxId, status, assignee, rating, createdAt, closedAt } = conversation;
      const last = messages.findLast((one) => one.messageType !== "notice");
      const lastMessage = last ? ownLastMessage(last) : null;
      return { id, inboxId, status, assignee, rating, createdAt, closedAt, lastMessage };
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

const ownLastMessage = ({ role, authorName, messageType, content, createdAt }: Message) => ({
  role,
  authorName,
  messageType,
  preview: content,
  at: createdAt,
});

const CREATES = /^POST .*\/(attachments|escalation)$/;

const fileRead = ({ name, type, size }: File) => ({
  id: `file-${name}`,
  name,
  mediaType: type,
  sizeBytes: size,
});

/** Keeps the file of a form: jsdom's files lose their names when Node's own Request takes them over. */
class FileRequest extends Request {
  readonly file: File | undefined;

  constructor(input: RequestInfo | URL, init?: RequestInit) {
    super(input, init);
    const sent = init?.body instanceof FormData ? init.body.get("file") : undefined;
    this.file = sent instanceof File ? sent : input instanceof FileRequest ? input.file : undefined;
  }

  override clone(): FileRequest {
    const copy = new FileRequest(super.clone());
    return Object.assign(copy, { file: this.file });
  }
}
