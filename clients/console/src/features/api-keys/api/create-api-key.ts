import type { Schemas } from "@chorus/wire";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { apiKeys } from "@/lib/resources";

/** The secret is in this answer and nowhere else. */
export function useCreateApiKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas["ApiKeyCreate"]) => api.post("/v1/api-keys", { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: apiKeys.queryKey }),
    meta: { isErrorShown: true },
  });
}
