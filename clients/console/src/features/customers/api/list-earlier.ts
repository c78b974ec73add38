import { useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api";
import type { Conversation, Page } from "@/lib/types";

/** The customer's other conversations, newest first. */
export function useEarlier(customerId: string, exceptId: string) {
  return useQuery({
    queryKey: ["earlier", customerId],
    queryFn: ({ signal }) =>
      api.get<Page<Conversation>>("/v1/conversations", { view: "all", customerId, limit: 20 }, { signal }),
    select: (page) => page.items.filter((one) => one.id !== exceptId),
  });
}
