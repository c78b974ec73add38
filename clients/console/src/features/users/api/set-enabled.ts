import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { users, type User } from "@/lib/resources";

export function useSetEnabled() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, isEnabled }: { id: string; isEnabled: boolean }) =>
      api.post<User>(`${users.path}/${id}/${isEnabled ? "enable" : "disable"}`),
    meta: { failed: "The user was not changed" },
    onSuccess: () => client.invalidateQueries({ queryKey: users.queryKey }),
  });
}
