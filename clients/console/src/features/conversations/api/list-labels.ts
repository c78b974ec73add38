import { useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api";

export interface Label {
  id: string;
  name: string;
  color?: string | null;
}

export function useLabels() {
  return useQuery({
    queryKey: ["labels"],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: Label[] }>("/v1/labels", { limit: 200 }, { signal })).items,
    staleTime: 5 * 60_000,
  });
}
