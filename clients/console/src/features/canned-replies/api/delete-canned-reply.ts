import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { cannedKey } from "./list-canned-replies";

export function useDeleteCannedReply() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`/v1/canned-replies/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: cannedKey }),
  });
}
