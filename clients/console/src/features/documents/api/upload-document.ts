import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { documentsKey } from "./list-documents";

export function useUploadDocument() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (file: File) => api.post("/v1/documents", { body: { file } }),
    meta: { failed: "Couldn't upload the document" },
    onSettled: () => client.invalidateQueries({ queryKey: documentsKey }),
  });
}
