import { UsersRound } from "lucide-react";
import { teams, users } from "@/lib/resources";
import { Listing } from "@/ui/listing";
import { TeamForm } from "./team-form";

export function TeamsPage() {
  const people = users.useList();
  const nameOf = (id: string) => people.data?.find((user) => user.id === id)?.name;
  return (
    <Listing
      title="Teams"
      lead="Groups of agents that conversations can be sent to. A conversation without a team is offered to all agents."
      icon={UsersRound}
      noun="team"
      query={teams.useList()}
      nothing="Create teams if not every agent should get every conversation."
      nameOf={(team) => team.name}
      form={(team, onClose) => <TeamForm team={team} onClose={onClose} />}
      removal={{
        mutation: teams.useRemove(),
        text: (team) => `“${team.name}” will be deleted. Its users are kept.`,
      }}
    >
      {(team) => ({
        mark: <UsersRound size={18} aria-hidden />,
        title: team.name,
        detail: team.userIds.map(nameOf).filter(Boolean).join(", ") || "No users yet",
      })}
    </Listing>
  );
}
