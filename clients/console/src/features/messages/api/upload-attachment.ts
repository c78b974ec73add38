import { useMutation } from "@tanstack/react-query";
import { api } from "@/lib/api";
import type { Attachment } from "@/lib/types";

export function useUploadAttachment(conversationId: string) {
  return useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.set("file", file);
      return api.post<Attachment>(`/v1/conversations/${conversationId}/attachments`, form);
    },
  });
}
