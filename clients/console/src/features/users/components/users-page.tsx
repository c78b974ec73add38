import { Ban, KeyRound, MoreHorizontal, RotateCcw, UserRound } from "lucide-react";
import { useState } from "react";
import { usePresenceOf } from "@/lib/live/presence";
import { teams, users, type User } from "@/lib/resources";
import { useMe } from "@/lib/session";
import { Avatar } from "@/ui/avatar";
import { Badge } from "@/ui/badge";
import { IconButton } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { Listing } from "@/ui/listing";
import { Menu, MenuItem } from "@/ui/menu";
import rows from "@/ui/rows.module.css";
import { useSetEnabled } from "../api/set-enabled";
import { PasswordForm } from "./password-form";
import { ROLES } from "./roles";
import { UserForm } from "./user-form";

type Deed = { what: "password" | "disable"; user: User };

export function UsersPage() {
  const me = useMe();
  const presenceOf = usePresenceOf();
  const groups = teams.useList();
  const setEnabled = useSetEnabled();
  const [deed, setDeed] = useState<Deed | null>(null);
  const teamsOf = (user: User) =>
    (groups.data ?? []).filter((team) => team.userIds.includes(user.id)).map((team) => team.name);
  const done = () => setDeed(null);
  return (
    <>
      <Listing
        title="Users"
        lead="Users and their roles"
        icon={UserRound}
        noun="user"
        query={users.useList()}
        nothing="Add the people who answer customers."
        nameOf={(user) => user.name}
        form={(user, onClose) => <UserForm user={user} onClose={onClose} />}
      >
        {(user) => ({
          mark: <Avatar name={user.name} seed={user.id} size={32} presence={presenceOf(user.id)} />,
          title: user.id === me.id ? `${user.name} (you)` : user.name,
          detail: [user.email, ...teamsOf(user)].join(" · "),
          aside: (
            <>
              {user.isDisabled && <Badge tone="danger">Disabled</Badge>}
              <Badge tone={user.role === "agent" ? "neutral" : "accent"}>{ROLES[user.role].label}</Badge>
            </>
          ),
          more: (
            <More
              user={user}
              isMe={user.id === me.id}
              onPassword={() => setDeed({ what: "password", user })}
              onDisable={() => setDeed({ what: "disable", user })}
              onEnable={() => setEnabled.mutate({ id: user.id, isEnabled: true })}
            />
          ),
        })}
      </Listing>
      {deed?.what === "password" && <PasswordForm user={deed.user} onClose={done} />}
      {deed?.what === "disable" && (
        <Confirm
          open
          title={`Disable ${deed.user.name}?`}
          confirm="Disable"
          busy={setEnabled.isPending}
          onClose={done}
          onConfirm={() => setEnabled.mutate({ id: deed.user.id, isEnabled: false }, { onSettled: done })}
        >
          They will be logged out everywhere within seconds and can't log in. Their conversations return to
          the queue. Past messages are kept, and you can enable them again later.
        </Confirm>
      )}
    </>
  );
}

interface MoreProps {
  user: User;
  isMe: boolean;
  onPassword: () => void;
  onDisable: () => void;
  onEnable: () => void;
}

function More({ user, isMe, onPassword, onDisable, onEnable }: MoreProps) {
  // Nobody locks themselves out by mistake; one's own password is under "Your account".
  if (isMe) return <span className={rows.noButton} />;
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={`More for ${user.name}`}>
          <MoreHorizontal size={16} />
        </IconButton>
      }
    >
      <MenuItem icon={<KeyRound size={15} />} onSelect={onPassword}>
        Reset password
      </MenuItem>
      {user.isDisabled ? (
        <MenuItem icon={<RotateCcw size={15} />} onSelect={onEnable}>
          Enable
        </MenuItem>
      ) : (
        <MenuItem icon={<Ban size={15} />} danger onSelect={onDisable}>
          Disable
        </MenuItem>
      )}
    </Menu>
  );
}
