import type { UserStatus } from "@chorus/wire";
import { Bell, BellOff, ChevronsUpDown, CircleHelp, LogOut, Settings, Volume2, VolumeX } from "lucide-react";
import { useLocation } from "wouter";
import { logOut } from "@/features/auth/api/log-out";
import { askPermission, notices } from "@/features/notifications/notices";
import { usePutStatus } from "@/features/presence/api/put-status";
import { useConnection } from "@/lib/live/context";
import { paths } from "@/lib/paths";
import { useMe } from "@/lib/session";
import { setTheme, useTheme, type Theme } from "@/lib/theme";
import { Avatar, PresenceDot } from "@/ui/avatar";
import { Menu, MenuChoice, MenuGroup, MenuItem, MenuSeparator } from "@/ui/menu";
import { showShortcuts } from "./shortcuts";
import styles from "./sidebar.module.css";

const STATUSES: { value: UserStatus; label: string }[] = [
  { value: "available", label: "Available" },
  { value: "busy", label: "Busy" },
  { value: "away", label: "Away" },
];
const THEMES: { value: Theme; label: string }[] = [
  { value: "system", label: "System" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

export function UserMenu() {
  const me = useMe();
  const putStatus = usePutStatus();
  const connection = useConnection();
  const theme = useTheme();
  const settings = notices.use();
  const [, navigate] = useLocation();
  const presence = connection.state === "open" ? me.declaredStatus : "offline";
  const status = STATUSES.find((one) => one.value === me.declaredStatus)?.label ?? "Available";
  return (
    <Menu
      side="top"
      trigger={
        <button type="button" className={styles.me}>
          <Avatar name={me.name} seed={me.id} size={30} presence={presence} />
          <span className={styles.meText}>
            <span className={styles.meName}>{me.name}</span>
            <span className={styles.meStatus}>{status}</span>
          </span>
          {/* Outside of what a narrow window hides: there it is the button's whole name. */}
          <span className="visually-hidden">Status and settings</span>
          <ChevronsUpDown size={14} />
        </button>
      }
    >
      <MenuChoice
        label="Status"
        value={me.declaredStatus}
        options={STATUSES.map((one) => ({ ...one, icon: <PresenceDot presence={one.value} /> }))}
        onChange={(next) => putStatus.mutate(next)}
      />
      <MenuSeparator />
      <MenuChoice label="Appearance" value={theme} options={THEMES} onChange={setTheme} />
      <MenuSeparator />
      <MenuGroup label="Notifications">
        <MenuItem
          icon={settings.sound ? <Volume2 size={15} /> : <VolumeX size={15} />}
          detail={settings.sound ? "On" : "Off"}
          onSelect={() => notices.set({ ...settings, sound: !settings.sound })}
        >
          Sound
        </MenuItem>
        <MenuItem
          icon={settings.desktop ? <Bell size={15} /> : <BellOff size={15} />}
          detail={settings.desktop ? "On" : "Off"}
          onSelect={() => void askPermission(!settings.desktop)}
        >
          Desktop notifications
        </MenuItem>
      </MenuGroup>
      <MenuSeparator />
      <MenuItem icon={<Settings size={15} />} onSelect={() => navigate(paths.settings())}>
        Settings
      </MenuItem>
      <MenuItem icon={<CircleHelp size={15} />} shortcut="?" onSelect={showShortcuts}>
        Keyboard shortcuts
      </MenuItem>
      <MenuItem icon={<LogOut size={15} />} onSelect={() => void logOut()}>
        Log out
      </MenuItem>
    </Menu>
  );
}
