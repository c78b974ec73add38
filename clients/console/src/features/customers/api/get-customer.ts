import { useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { keys } from "@/lib/live/keys";

export interface Customer {
  id: string;
  name: string;
  email: string | null;
  phone: string | null;
  isVerified: boolean;
  isBlocked: boolean;
  attributes: Record<string, unknown>;
  language?: string | null;
  createdAt: string;
}

export function useCustomer(id: string) {
  return useQuery({
    queryKey: keys.customer(id),
    queryFn: ({ signal }) => api.get<Customer>(`/v1/customers/${id}`, undefined, { signal }),
  });
}
