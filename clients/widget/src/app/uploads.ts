/** Files: checked here for a quick answer, judged by the server. What cannot be sent now waits for the line. */
import { createBackoff, newId, ofConversation, remedyOf, type Api, type Attachment } from "@chorus/wire";
import type { ChatState, Upload } from "./state.ts";
import type { Store } from "./store.ts";

export const ACCEPTED =
  "image/*,application/pdf,text/plain,.txt,.log,.md,.csv,.json,.heic,.docx,.xlsx,.pptx,.odt,.ods,.odp,.zip";
const MAX_BYTES = 25 * 1024 * 1024;
/** With pauses of up to half a minute this is about an hour; then it is said that it failed. */
const ATTEMPTS_MAX = 120;
const TOO_LARGE_ON_THE_WAY = 413;

export interface UploadOptions {
  api: Api;
  store: Store<ChatState>;
  /** The conversation that the file goes to; made if there is none. */
  conversation: () => Promise<string>;
  /** It is there: say so with a message. */
  onUploaded: (conversationId: string, attachment: Attachment) => void;
}

export function createUploads({ api, store, conversation, onUploaded }: UploadOptions) {
  const change = (id: string, upload: Upload | null) =>
    store.set({ uploads: store.get().uploads.flatMap((one) => (one.id === id ? (upload ?? []) : one)) });
  /** Until it is discarded, or another customer has come. */
  const isWanted = (id: string) => store.get().uploads.some((one) => one.id === id);

  async function upload(file: File): Promise<void> {
    const entry: Upload = { id: newId(), name: file.name };
    store.set({ uploads: [...store.get().uploads, entry] });
    if (file.size > MAX_BYTES) change(entry.id, { ...entry, failure: "attachment.too_large" });
    else if (file.size === 0) change(entry.id, { ...entry, failure: "attachment.empty" });
    else await deliver(entry, file);
  }

  async function deliver(entry: Upload, file: File): Promise<void> {
    const backoff = createBackoff();
    for (let attempt = 1; isWanted(entry.id); attempt++) {
      try {
        await attemptOnce(entry, file);
        return;
      } catch (error) {
        const { code, status, retryable, retryAfterMs } = remedyOf(error);
        if (!retryable || attempt === ATTEMPTS_MAX) {
          // A proxy's refusal has no code of ours, and its bound is not ours either.
          const isProxys = status === TOO_LARGE_ON_THE_WAY && code !== "attachment.too_large";
          change(entry.id, { ...entry, failure: isProxys ? "request.too_large" : code });
          return;
        }
        change(entry.id, { ...entry, isWaiting: true });
        await pause(backoff.next(retryAfterMs));
      }
    }
  }

  async function attemptOnce(entry: Upload, file: File): Promise<void> {
    const id = await conversation();
    const attachment = await api.post("/v1/conversations/{conversation_id}/attachments", {
      params: ofConversation(id),
      body: { file },
    });
    if (!isWanted(entry.id)) return;
    store.set({ files: { ...store.get().files, [attachment.id]: attachment } });
    change(entry.id, null);
    onUploaded(id, attachment);
  }

  return {
    upload: (files: Iterable<File>) => void Promise.all(Array.from(files, upload)),
    dismiss: (id: string) => change(id, null),
  };
}

/** So long, or until the network is back. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      window.removeEventListener("online", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    window.addEventListener("online", end);
  });
}
