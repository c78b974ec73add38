import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { inboxes } from "@/lib/resources";

const pathOf = (id: string) => `${inboxes.path}/${id}/identity-secret`;

/** With a public key of the site's, or else a secret is made; it is in this answer and nowhere else. */
export function useSetIdentitySecret(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (publicKey: string | null) =>
      api.post<{ secret: string | null }>(pathOf(id), { ...(publicKey && { publicKey }) }),
    onSuccess: () => client.invalidateQueries({ queryKey: inboxes.queryKey }),
    meta: { isErrorShown: true },
  });
}

export function useRemoveIdentitySecret(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete(pathOf(id)),
    meta: { failed: "Couldn't remove the identity secret" },
    onSuccess: () => client.invalidateQueries({ queryKey: inboxes.queryKey }),
  });
}
