import type { Schemas } from "@chorus/wire";
import { useMutation } from "@tanstack/react-query";
import { api } from "@/lib/api";

export type Found = Schemas["SearchRead"];

/** What the bot would find for a question, and say. */
export function useTryDocuments() {
  return useMutation({
    mutationFn: (query: string) => api.post("/v1/documents/search", { body: { query } }),
  });
}
