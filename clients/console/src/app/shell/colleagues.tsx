import type { PresenceStatus } from "@chorus/wire";
import { cx } from "@/lib/cx";
import { usePresenceOf, usePresence } from "@/lib/live/presence";
import { users } from "@/lib/resources";
import { useMe } from "@/lib/session";
import nav from "@/ui/nav.module.css";
import { Avatar } from "@/ui/avatar";
import styles from "./sidebar.module.css";

const ORDER: PresenceStatus[] = ["available", "busy", "away", "offline"];

/** Who else is there, those who can help first. */
export function Colleagues() {
  const me = useMe();
  const people = users.useList();
  const presence = usePresence();
  const presenceOf = usePresenceOf();
  const others = (people.data ?? [])
    .filter((user) => user.id !== me.id && !user.isDisabled)
    .map((user) => ({ ...user, presence: presenceOf(user.id) }))
    .toSorted(
      (a, b) => ORDER.indexOf(a.presence) - ORDER.indexOf(b.presence) || a.name.localeCompare(b.name),
    );
  return (
    <div className={styles.people}>
      {others.length > 0 && <p className={cx(nav.heading, styles.heading)}>Colleagues</p>}
      <ul aria-label="Colleagues">
        {others.map((user) => (
          <li
            key={user.id}
            className={styles.person}
            data-offline={user.presence === "offline"}
            title={user.presence}
          >
            <Avatar name={user.name} seed={user.id} size={20} presence={user.presence} />
            <span dir="auto">{user.name}</span>
            <span className="visually-hidden">{user.presence}</span>
          </li>
        ))}
      </ul>
      {presence.data?.isApproximate && <p className={styles.approximate}>Status may be out of date.</p>}
    </div>
  );
}
