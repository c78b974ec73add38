import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { users, type User } from "@/lib/resources";

export function useSetEnabled() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, isEnabled }: { id: string; isEnabled: boolean }) =>
      api.post<User>(`${users.path}/${id}/${isEnabled ? "enable" : "disable"}`),
    meta: { failed: "Couldn't change the user" },
    onSuccess: () => client.invalidateQueries({ queryKey: users.queryKey }),
  });
}
