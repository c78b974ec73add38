import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { api } from "@/lib/api";
import { teams } from "@/lib/resources";

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
        ? await api.patch("/v1/teams/{team_id}", { params: { path: { team_id: id } }, body: { name } })
        : await api.post("/v1/teams", { body: { name } });
      made.current = team.id;
      const params = { path: { team_id: team.id } };
      return api.put("/v1/teams/{team_id}/users", { params, body: { userIds } });
    },
    onSettled: () => client.invalidateQueries({ queryKey: teams.queryKey }),
    meta: { isErrorShown: true },
  });
}
