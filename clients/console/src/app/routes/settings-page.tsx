import { ChevronLeft } from "lucide-react";
import { Link, Redirect } from "wouter";
import { InboxPage } from "@/features/inboxes/components/inbox-page";
import { cx } from "@/lib/cx";
import { useIsPhone } from "@/lib/media";
import { paths } from "@/lib/paths";
import { useMe } from "@/lib/session";
import nav from "@/ui/nav.module.css";
import { groupsFor } from "./settings-sections";
import styles from "./settings-page.module.css";

interface SettingsPageProps {
  section?: string | undefined;
  /** One inbox has a page of its own. */
  id?: string | undefined;
}

/** A list of sections and the one that is open; a phone shows one or the other. */
export function SettingsPage({ section, id }: SettingsPageProps) {
  const { role } = useMe();
  const isPhone = useIsPhone();
  const groups = groupsFor(role);
  const all = groups.flatMap(({ sections }) => sections);
  const open = all.find((one) => one.name === section);
  const first = all.find((one) => one.role === role) ?? all[0];
  if (!open && (section !== undefined || !isPhone)) {
    const target = section === undefined ? paths.settings(first?.name) : paths.settings();
    // It goes once: for another target it has to be another one.
    return <Redirect key={target} to={target} replace />;
  }
  return (
    <div className={styles.settings}>
      {!(isPhone && open) && (
        <nav className={styles.nav} aria-label="Settings">
          <h1 className={styles.title}>Settings</h1>
          {groups.map(({ title, sections }) => (
            <section key={title} aria-label={title}>
              <h2 className={nav.heading}>{title}</h2>
              <ul>
                {sections.map(({ name, label, icon: Icon }) => (
                  <li key={name}>
                    <Link
                      href={paths.settings(name)}
                      className={cx(nav.item, styles.item, name === section && styles.here)}
                      aria-current={name === section ? "page" : undefined}
                    >
                      <Icon size={16} aria-hidden />
                      {label}
                    </Link>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </nav>
      )}
      {open && (
        <div className={styles.content}>
          {isPhone && !id && (
            <Link href={paths.settings()} className={styles.back}>
              <ChevronLeft size={16} aria-hidden /> Settings
            </Link>
          )}
          {open.name === "inboxes" && id ? <InboxPage key={id} id={id} /> : <open.Page key={open.name} />}
        </div>
      )}
    </div>
  );
}
