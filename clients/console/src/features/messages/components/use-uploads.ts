import { useCallback, useState } from "react";
import { toastError, toasts } from "@/lib/toasts";
import type { Attachment } from "@/lib/types";
import { useUploadAttachment } from "../api/upload-attachment";

const MAX_BYTES = 25 * 1024 * 1024;
const MAX_FILES = 10;

export interface Upload {
  key: string;
  name: string;
  /** null while it is on its way. */
  attachment: Attachment | null;
}

/** Files chosen for the next message. The server checks them again, by content. */
export function useUploads(conversationId: string) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const { mutateAsync } = useUploadAttachment(conversationId);

  const remove = useCallback((key: string) => setUploads((all) => all.filter((one) => one.key !== key)), []);

  const add = useCallback(
    (files: Iterable<File>) => {
      for (const file of [...files].slice(0, MAX_FILES)) {
        if (file.size > MAX_BYTES) {
          toasts.add({ type: "error", title: `${file.name} is larger than 25 MB` });
          continue;
        }
        const key = crypto.randomUUID();
        setUploads((all) => [...all, { key, name: file.name, attachment: null }]);
        mutateAsync(file).then(
          (attachment) =>
            setUploads((all) => all.map((one) => (one.key === key ? { ...one, attachment } : one))),
          (error: unknown) => {
            toastError(error);
            remove(key);
          },
        );
      }
    },
    [mutateAsync, remove],
  );

  const clear = useCallback(() => setUploads([]), []);
  return { uploads, add, remove, clear, isBusy: uploads.some((one) => !one.attachment) };
}
