import type { Schemas } from "@chorus/wire";
import { useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api";

export type KnowledgeDocument = Schemas["DocumentRead"];

export const documentsKey = ["documents"] as const;
export const isUnderWay = (document: KnowledgeDocument) => document.status === "pending";

export function useDocuments() {
  return useQuery({
    queryKey: documentsKey,
    queryFn: async ({ signal }) =>
      (await api.get("/v1/documents", { params: { query: { limit: 200 } }, signal })).items,
    // Cutting and embedding has no event of its own.
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? 1_500 : false),
  });
}
