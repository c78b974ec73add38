import { useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api";
import type { Role } from "@/lib/types";

export interface User {
  id: string;
  name: string;
  email: string;
  role: Role;
  isDisabled?: boolean;
}

export function useUsers() {
  return useQuery({
    queryKey: ["users"],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: User[] }>("/v1/users", { limit: 200 }, { signal })).items,
    staleTime: 5 * 60_000,
  });
}
