import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { keys } from "@/lib/live/keys";
import { updateUser } from "@/lib/session";
import type { UserStatus } from "@/lib/types";

export function usePutStatus() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (status: UserStatus) => api.put("/v1/me/status", { status }),
    onMutate: (status) => updateUser({ declaredStatus: status }),
    onError: () => client.invalidateQueries({ queryKey: ["me"] }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.presence }),
  });
}
