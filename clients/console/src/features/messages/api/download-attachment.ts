import type { Attachment } from "@chorus/wire";
import { useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api";

const bytesOf = ({ id }: Attachment) =>
  api.blob("/v1/attachments/{attachment_id}", { params: { path: { attachment_id: id } } });

/** The file needs the token, so that a plain link would not do. */
export async function downloadAttachment(attachment: Attachment): Promise<void> {
  const blob = await bytesOf(attachment);
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
    queryFn: async () => toDataUrl(await bytesOf(attachment)),
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
