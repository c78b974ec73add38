import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { users } from "@/lib/resources";

export function useSetEnabled() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, isEnabled }: { id: string; isEnabled: boolean }) => {
      const path = isEnabled ? "/v1/users/{user_id}/enable" : "/v1/users/{user_id}/disable";
      return api.post(path, { params: { path: { user_id: id } } });
    },
    meta: { failed: "Couldn't change the user" },
    onSuccess: () => client.invalidateQueries({ queryKey: users.queryKey }),
  });
}
