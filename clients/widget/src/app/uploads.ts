/** Files: checked here for a quick answer, judged by the server. */
import { newId, remedyOf, type Api, type Attachment } from "@chorus/wire";
import type { ChatState, Upload } from "./state.ts";
import type { Store } from "./store.ts";

export const ACCEPTED =
  "image/png,image/jpeg,image/gif,image/webp,application/pdf,text/plain,.txt,.log,.md,.csv";
const MAX_BYTES = 25 * 1024 * 1024;

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

  async function upload(file: File): Promise<void> {
    const entry: Upload = { id: newId(), name: file.name };
    store.set({ uploads: [...store.get().uploads, entry] });
    if (file.size > MAX_BYTES) {
      change(entry.id, { ...entry, failure: "attachment.too_large" });
      return;
    }
    try {
      const id = await conversation();
      const form = new FormData();
      form.append("file", file, file.name);
      const attachment = await api.post<Attachment>(`/v1/conversations/${id}/attachments`, form);
      store.set({ files: { ...store.get().files, [attachment.id]: attachment } });
      change(entry.id, null);
      onUploaded(id, attachment);
    } catch (error) {
      change(entry.id, { ...entry, failure: remedyOf(error).code });
    }
  }

  return {
    upload: (files: Iterable<File>) => void Promise.all(Array.from(files, upload)),
    dismiss: (id: string) => change(id, null),
  };
}
