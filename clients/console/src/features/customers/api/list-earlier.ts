import type { Conversation } from "@chorus/wire";
import { useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api";

/** The customer's other conversations, newest first. */
export function useEarlier(customerId: string, exceptId: string) {
  return useQuery({
    queryKey: ["earlier", customerId],
    queryFn: async ({ signal }) => {
      const query = { view: "all" as const, customerId, limit: 20 };
      return (await api.get("/v1/conversations", { params: { query }, signal })).items as Conversation[];
    },
    select: (items) => items.filter((one) => one.id !== exceptId),
  });
}
