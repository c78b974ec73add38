import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { cannedKey, type CannedReply } from "./list-canned-replies";

type Draft = Omit<CannedReply, "id"> & { id?: string };

export function useSaveCannedReply() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...fields }: Draft) =>
      id
        ? api.patch<CannedReply>(`/v1/canned-replies/${id}`, fields)
        : api.post<CannedReply>("/v1/canned-replies", fields),
    onSuccess: () => client.invalidateQueries({ queryKey: cannedKey }),
  });
}
