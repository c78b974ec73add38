import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { keys } from "@/lib/live/keys";
import type { Customer } from "./get-customer";

export type CustomerUpdate = Partial<Pick<Customer, "name" | "email" | "phone" | "attributes" | "isBlocked">>;

export function useUpdateCustomer(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: CustomerUpdate) => api.patch<Customer>(`/v1/customers/${id}`, change),
    meta: { failed: "Couldn't update the customer" },
    onSuccess: (customer) => client.setQueryData(keys.customer(id), customer),
  });
}
