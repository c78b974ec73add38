import type { Schemas } from "@chorus/wire";
import { useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { keys } from "@/lib/live/keys";

export type Customer = Schemas["CustomerRead"];

export function useCustomer(id: string) {
  return useQuery({
    queryKey: keys.customer(id),
    queryFn: ({ signal }) =>
      api.get("/v1/customers/{customer_id}", { params: { path: { customer_id: id } }, signal }),
  });
}
