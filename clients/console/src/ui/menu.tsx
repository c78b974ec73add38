import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { cx } from "@/lib/cx";
import { Kbd } from "./kbd";
import styles from "./popup.module.css";

interface MenuProps {
  /** The button that opens it. */
  trigger: ReactElement;
  children: ReactNode;
  side?: "top" | "bottom" | "right";
  align?: "start" | "end";
}

export function Menu({ trigger, children, side = "bottom", align = "start" }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side={side} align={align} sideOffset={5} className={styles.positioner}>
          <Base.Popup className={styles.popup}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

interface MenuItemProps {
  icon?: ReactNode;
  shortcut?: string;
  detail?: ReactNode;
  danger?: boolean;
  disabled?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

export function MenuItem({ icon, shortcut, detail, danger, disabled, onSelect, children }: MenuItemProps) {
  return (
    <Base.Item
      className={cx(styles.item, danger && styles.danger)}
      disabled={disabled === true}
      onClick={onSelect}
    >
      {icon}
      <span className={styles.grow}>{children}</span>
      {detail && <span className={styles.detail}>{detail}</span>}
      {shortcut && <Kbd keys={shortcut} />}
    </Base.Item>
  );
}

interface MenuChoiceProps<T extends string> {
  label: string;
  value: T;
  options: { value: T; label: string; icon?: ReactNode }[];
  onChange: (value: T) => void;
}

/** One of several, as radio items. */
export function MenuChoice<T extends string>({ label, value, options, onChange }: MenuChoiceProps<T>) {
  return (
    <Base.RadioGroup value={value} onValueChange={(next) => onChange(next as T)}>
      <MenuLabel>{label}</MenuLabel>
      {options.map((option) => (
        <Base.RadioItem key={option.value} value={option.value} className={styles.item} closeOnClick>
          {option.icon}
          <span className={styles.grow}>{option.label}</span>
          <span className={styles.check}>
            <Base.RadioItemIndicator>
              <Check size={15} />
            </Base.RadioItemIndicator>
          </span>
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  );
}

export function MenuGroup({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Base.Group>
      <MenuLabel>{label}</MenuLabel>
      {children}
    </Base.Group>
  );
}

function MenuLabel({ children }: { children: ReactNode }) {
  return <Base.GroupLabel className={styles.label}>{children}</Base.GroupLabel>;
}

export function MenuSeparator() {
  return <Base.Separator className={styles.separator} />;
}
