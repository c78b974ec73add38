import { users, type User } from "@/lib/resources";
import { toastSuccess } from "@/lib/toasts";
import { FormDialog } from "@/ui/form-dialog";
import { NewPassword } from "./new-password";

export function PasswordForm({ user, onClose }: { user: User; onClose: () => void }) {
  const save = users.useSave();
  return (
    <FormDialog
      title={`Reset the password of ${user.name}`}
      description="They will be logged out everywhere and log in with the new password."
      save="Reset"
      mutation={save}
      onClose={onClose}
      onSubmit={({ exact }) =>
        save.mutate(
          { id: user.id, password: exact("password") },
          {
            onSuccess: () => {
              toastSuccess(`${user.name} has a new password`);
              onClose();
            },
          },
        )
      }
    >
      <NewPassword />
    </FormDialog>
  );
}
