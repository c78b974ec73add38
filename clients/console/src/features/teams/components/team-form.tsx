import { users, type Team } from "@/lib/resources";
import { Choices } from "@/ui/choices";
import { TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { useSaveTeam } from "../api/save-team";

export function TeamForm({ team, onClose }: { team: Team | null; onClose: () => void }) {
  const save = useSaveTeam();
  const people = users.useList();
  // Who was disabled stays in the team, and can be taken out; nobody new is disabled.
  const options = (people.data ?? [])
    .filter((user) => !user.isDisabled || team?.userIds.includes(user.id))
    .map((user) => ({ value: user.id, label: user.name, detail: user.isDisabled ? "Disabled" : user.email }));
  return (
    <FormDialog
      title={team ? "Edit team" : "New team"}
      mutation={save}
      onClose={onClose}
      onSubmit={({ text, all }) =>
        save.mutate({ id: team?.id, name: text("name"), userIds: all("userIds") }, { onSuccess: onClose })
      }
    >
      <TextField label="Name" name="name" required maxLength={100} defaultValue={team?.name} />
      {people.data && (
        <Choices
          legend="Users"
          name="userIds"
          options={options}
          chosen={team?.userIds ?? []}
          hint="They are offered the conversations that are sent to this team."
        />
      )}
    </FormDialog>
  );
}
