import { useMutation } from "@tanstack/react-query";
import { api } from "@/lib/api";

export interface Found {
  items: { documentId: string; title: string; heading: string; text: string; score: number }[];
  fit: "sure" | "maybe" | "none";
  /** null: the bot would say that it does not know. */
  answer: string | null;
}

/** What the bot would find for a question, and say. */
export function useTryDocuments() {
  return useMutation({
    mutationFn: (query: string) => api.post<Found>("/v1/documents/search", { query }),
  });
}
