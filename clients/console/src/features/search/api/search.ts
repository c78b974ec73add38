import type { Schemas } from "@chorus/wire";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { api } from "@/lib/api";

export type Hit = Schemas["HitPage"]["items"][number];

export function useSearch(text: string) {
  return useInfiniteQuery({
    queryKey: ["search", text],
    queryFn: ({ pageParam, signal }) =>
      api.get("/v1/search", { params: { query: { q: text, cursor: pageParam } }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    enabled: text.length >= 2,
    placeholderData: keepPreviousData,
  });
}
