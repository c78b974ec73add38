import type { Schemas } from "@chorus/wire";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { keys } from "@/lib/live/keys";

export type CustomerUpdate = Schemas["CustomerUpdate"];

export function useUpdateCustomer(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CustomerUpdate) =>
      api.patch("/v1/customers/{customer_id}", { params: { path: { customer_id: id } }, body }),
    meta: { failed: "Couldn't update the customer" },
    onSuccess: (customer) => client.setQueryData(keys.customer(id), customer),
  });
}
