import { useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api";

export interface KnowledgeDocument {
  id: string;
  title: string;
  mediaType: string;
  status: string;
  error?: string | null;
  warning?: string | null;
  progress?: number;
  passageCount?: number;
  sizeBytes?: number;
  createdAt: string;
}

export const documentsKey = ["documents"] as const;
export const isUnderWay = (document: KnowledgeDocument) => !["ready", "failed"].includes(document.status);

export function useDocuments() {
  return useQuery({
    queryKey: documentsKey,
    queryFn: async ({ signal }) =>
      (await api.get<{ items: KnowledgeDocument[] }>("/v1/documents", { limit: 200 }, { signal })).items,
    // Cutting and embedding has no event of its own.
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? 1_500 : false),
  });
}
