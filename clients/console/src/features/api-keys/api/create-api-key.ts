import type { components } from "@chorus/wire";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { apiKeys } from "@/lib/resources";

type Schemas = components["schemas"];

/** The secret is in this answer and nowhere else. */
export function useCreateApiKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (draft: Schemas["ApiKeyCreate"]) => api.post<Schemas["ApiKeyCreated"]>(apiKeys.path, draft),
    onSuccess: () => client.invalidateQueries({ queryKey: apiKeys.queryKey }),
    meta: { isErrorShown: true },
  });
}
