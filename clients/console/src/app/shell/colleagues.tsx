import { cx } from "@/lib/cx";
import { useLightOf, usePresence } from "@/lib/live/presence";
import { users } from "@/lib/resources";
import { useMe } from "@/lib/session";
import nav from "@/ui/nav.module.css";
import { Avatar, type Light } from "@/ui/avatar";
import styles from "./sidebar.module.css";

const ORDER: Light[] = ["available", "busy", "away", "offline"];

/** Who else is there, those who can help first. */
export function Colleagues() {
  const me = useMe();
  const people = users.useList();
  const presence = usePresence();
  const lightOf = useLightOf();
  const others = (people.data ?? [])
    .filter((user) => user.id !== me.id && !user.isDisabled)
    .map((user) => ({ ...user, light: lightOf(user.id) }))
    .toSorted((a, b) => ORDER.indexOf(a.light) - ORDER.indexOf(b.light) || a.name.localeCompare(b.name));
  return (
    <div className={styles.people}>
      {others.length > 0 && <p className={cx(nav.heading, styles.heading)}>Colleagues</p>}
      <ul aria-label="Colleagues">
        {others.map((user) => (
          <li
            key={user.id}
            className={styles.person}
            data-offline={user.light === "offline"}
            title={user.light}
          >
            <Avatar name={user.name} seed={user.id} size={20} light={user.light} />
            <span dir="auto">{user.name}</span>
            <span className="visually-hidden">{user.light}</span>
          </li>
        ))}
      </ul>
      {presence.data?.isApproximate && <p className={styles.approximate}>Status may be out of date.</p>}
    </div>
  );
}
