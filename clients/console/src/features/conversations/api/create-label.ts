import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import type { Label } from "./list-labels";

export function useCreateLabel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => api.post<Label>("/v1/labels", { name }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["labels"] }),
  });
}
