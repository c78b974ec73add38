import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { documentsKey } from "./list-documents";

export function useDeleteDocument() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      api.delete("/v1/documents/{document_id}", { params: { path: { document_id: id } } }),
    meta: { failed: "Couldn't delete the document" },
    onSuccess: () => client.invalidateQueries({ queryKey: documentsKey }),
  });
}
