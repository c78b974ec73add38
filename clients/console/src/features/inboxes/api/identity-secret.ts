import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { inboxes } from "@/lib/resources";

const PATH = "/v1/inboxes/{inbox_id}/identity-secret";
const of = (id: string) => ({ path: { inbox_id: id } });

/** With a public key of the site's, or else a secret is made; it is in this answer and nowhere else. */
export function useSetIdentitySecret(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (publicKey: string | null) =>
      api.post(PATH, { params: of(id), body: { ...(publicKey && { publicKey }) } }),
    onSuccess: () => client.invalidateQueries({ queryKey: inboxes.queryKey }),
    meta: { isErrorShown: true },
  });
}

export function useRemoveIdentitySecret(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete(PATH, { params: of(id) }),
    meta: { failed: "Couldn't remove the identity secret" },
    onSuccess: () => client.invalidateQueries({ queryKey: inboxes.queryKey }),
  });
}
