import type { UserStatus } from "@chorus/wire";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { keys } from "@/lib/live/keys";
import { currentSession, updateUser } from "@/lib/session";

export function usePutStatus() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (status: UserStatus) => api.put("/v1/me/status", { body: { status } }),
    meta: { failed: "Couldn't change your status" },
    onMutate: (status) => {
      const before = currentSession()?.user.declaredStatus;
      updateUser({ declaredStatus: status });
      return before;
    },
    onError: (_error, _status, before) => before && updateUser({ declaredStatus: before }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.presence }),
  });
}
