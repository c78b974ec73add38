import { useMutation } from "@tanstack/react-query";
import { api } from "@/lib/api";

export interface Passage {
  documentId: string;
  title: string;
  text: string;
  score: number;
}

/** What the bot would find for a question. */
export function useTryDocuments() {
  return useMutation({
    mutationFn: (query: string) => api.post<{ items: Passage[] }>("/v1/documents/search", { query }),
  });
}
