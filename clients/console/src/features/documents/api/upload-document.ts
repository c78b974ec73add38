import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { documentsKey, type KnowledgeDocument } from "./list-documents";

export function useUploadDocument() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.set("file", file);
      return api.post<KnowledgeDocument>("/v1/documents", form);
    },
    meta: { failed: "Couldn't upload the document" },
    onSettled: () => client.invalidateQueries({ queryKey: documentsKey }),
  });
}
