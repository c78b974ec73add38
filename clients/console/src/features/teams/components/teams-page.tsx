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
      lead="Groups that a conversation can be sent to. Without a team, it is offered to everybody."
      icon={UsersRound}
      noun="team"
      query={teams.useList()}
      nothing="Small companies need none."
      nameOf={(team) => team.name}
      form={(team, onClose) => <TeamForm team={team} onClose={onClose} />}
      removal={{
        mutation: teams.useRemove(),
        text: (team) => `“${team.name}” is removed. Its people stay.`,
      }}
    >
      {(team) => ({
        mark: <UsersRound size={18} aria-hidden />,
        title: team.name,
        detail: team.userIds.map(nameOf).filter(Boolean).join(", ") || "Nobody yet",
      })}
    </Listing>
  );
}
