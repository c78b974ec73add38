import { UsersRound } from "lucide-react";
import { errorText } from "@/lib/error-text";
import { useLightOf } from "@/lib/live/presence";
import { Avatar } from "@/ui/avatar";
import { Badge } from "@/ui/badge";
import { Empty } from "@/ui/empty";
import { Card, Page } from "@/ui/page";
import rows from "@/ui/rows.module.css";
import { SkeletonList } from "@/ui/skeleton";
import { useTeams } from "../api/list-teams";
import { useUsers } from "../api/list-users";

const ROLES = { admin: "Administrator", supervisor: "Supervisor", agent: "Agent" };

export function TeamPage() {
  const users = useUsers();
  const teams = useTeams();
  const lightOf = useLightOf();
  const nameOf = (id: string) => users.data?.find((user) => user.id === id)?.name;
  return (
    <Page title="People and teams" lead="Who answers, what they may do, and who is there now.">
      <Card title="People">
        {users.isPending && <SkeletonList rows={4} label="Loading people" />}
        {users.isError && (
          <Empty icon={UsersRound} title="The list did not load">
            {errorText(users.error).detail}
          </Empty>
        )}
        <ul>
          {users.data?.map((user) => (
            <li key={user.id}>
              <div className={rows.row}>
                <Avatar name={user.name} seed={user.id} size={32} light={lightOf(user.id)} />
                <div className={rows.text}>
                  <p className={rows.title}>{user.name}</p>
                  <p className={rows.detail}>{user.email}</p>
                </div>
                {user.isDisabled && <Badge tone="danger">Disabled</Badge>}
                <Badge tone={user.role === "agent" ? "neutral" : "accent"}>{ROLES[user.role]}</Badge>
              </div>
            </li>
          ))}
        </ul>
      </Card>
      <Card title="Teams">
        {teams.isPending && <SkeletonList rows={2} label="Loading teams" />}
        {teams.data?.length === 0 && <Empty icon={UsersRound} title="No teams yet" />}
        <ul>
          {teams.data?.map((team) => (
            <li key={team.id}>
              <div className={rows.row}>
                <UsersRound size={18} aria-hidden />
                <div className={rows.text}>
                  <p className={rows.title}>{team.name}</p>
                  {team.userIds && (
                    <p className={rows.detail}>
                      {team.userIds.length === 0
                        ? "Nobody yet"
                        : team.userIds.map(nameOf).filter(Boolean).join(", ")}
                    </p>
                  )}
                </div>
              </div>
            </li>
          ))}
        </ul>
      </Card>
    </Page>
  );
}
