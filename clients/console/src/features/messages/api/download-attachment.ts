import { useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api";
import type { Attachment } from "@/lib/types";

/** The file needs the token, so that a plain link would not do. */
export async function downloadAttachment(attachment: Attachment): Promise<void> {
  const blob = await api.blob(`/v1/attachments/${attachment.id}`);
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = attachment.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A picture as a data address, which needs no clean-up. */
export function usePicture(attachment: Attachment) {
  return useQuery({
    queryKey: ["picture", attachment.id],
    queryFn: async () => toDataUrl(await api.blob(`/v1/attachments/${attachment.id}`)),
    staleTime: Infinity,
    gcTime: 5 * 60_000,
    retry: 1,
  });
}

function toDataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error ?? new Error("unreadable"));
    reader.readAsDataURL(blob);
  });
}
