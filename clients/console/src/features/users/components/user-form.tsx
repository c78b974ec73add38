import type { Role } from "@chorus/wire";
import { users, type User } from "@/lib/resources";
import { useMe } from "@/lib/session";
import { toastSuccess } from "@/lib/toasts";
import { Select, TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { LANGUAGES_PATTERN, languagesOf } from "./languages";
import { NewPassword } from "./new-password";
import { ROLES } from "./roles";

/** Somebody new, or what is known of somebody. */
export function UserForm({ user, onClose }: { user: User | null; onClose: () => void }) {
  const save = users.useSave();
  const me = useMe();
  const isMe = user?.id === me.id;
  return (
    <FormDialog
      title={user ? "Edit user" : "New user"}
      save={user ? "Save" : "Add"}
      mutation={save}
      onClose={onClose}
      onSubmit={({ text, exact }) => {
        const fields = {
          name: text("name"),
          email: text("email"),
          languages: languagesOf(text("languages")),
          // A role that is sent again would not end log-ins, but there is no need to try.
          ...(!isMe && exact("role") !== user?.role && { role: exact("role") as Role }),
        };
        save.mutate(user ? { id: user.id, ...fields } : { ...fields, password: exact("password") }, {
          onSuccess: ({ name }) => {
            if (!user) toastSuccess(`${name} can now log in`);
            onClose();
          },
        });
      }}
    >
      <TextField
        label="Name"
        name="name"
        required
        maxLength={100}
        autoComplete="off"
        defaultValue={user?.name}
      />
      <TextField
        label="E-mail"
        name="email"
        type="email"
        required
        maxLength={254}
        autoComplete="off"
        defaultValue={user?.email}
        hint="Used to log in."
      />
      {!isMe && (
        <Select
          label="Role"
          name="role"
          defaultValue={user?.role ?? "agent"}
          hint={user ? "Changing the role logs them out." : undefined}
        >
          {Object.entries(ROLES).map(([role, { label, detail }]) => (
            <option key={role} value={role}>
              {label}: {detail}
            </option>
          ))}
        </Select>
      )}
      {!user && <NewPassword />}
      <TextField
        label="Languages"
        name="languages"
        pattern={LANGUAGES_PATTERN}
        title="Use language codes such as en, fr, pt-BR."
        autoComplete="off"
        defaultValue={user?.languages.join(", ")}
        hint="Languages they can answer in, such as en, fr, pt-BR."
      />
    </FormDialog>
  );
}
