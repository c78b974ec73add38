import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { api } from "@/lib/api";
import type { ConversationStatus, Page } from "@/lib/types";

export interface Hit {
  conversationId: string;
  messageId: string;
  position: number;
  snippet: string;
  customerId: string;
  customerName: string;
  createdAt: string;
  status: ConversationStatus;
}

export function useSearch(text: string) {
  return useInfiniteQuery({
    queryKey: ["search", text],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Hit>>("/v1/search", { q: text, cursor: pageParam }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    enabled: text.length >= 2,
    placeholderData: keepPreviousData,
  });
}
