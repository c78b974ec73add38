import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { api } from "@/lib/api";
import { teams, type Team } from "@/lib/resources";

interface TeamDraft {
  id?: string | undefined;
  name: string;
  userIds: string[];
}

/** Its name, then who is in it. When only the first came through, a second try goes on from there. */
export function useSaveTeam() {
  const client = useQueryClient();
  const made = useRef<string>(undefined);
  return useMutation({
    mutationFn: async ({ id = made.current, name, userIds }: TeamDraft) => {
      const team = id
        ? await api.patch<Team>(`${teams.path}/${id}`, { name })
        : await api.post<Team>(teams.path, { name });
      made.current = team.id;
      return api.put<Team>(`${teams.path}/${team.id}/users`, { userIds });
    },
    onSettled: () => client.invalidateQueries({ queryKey: teams.queryKey }),
    meta: { isErrorShown: true },
  });
}
