import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { cx } from "@/lib/cx";
import styles from "./button.module.css";
import { Spinner } from "./spinner";
import { Tooltip } from "./tooltip";

type Variant = "primary" | "secondary" | "ghost" | "danger";

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: Variant;
  small?: boolean;
  wide?: boolean;
  /** Work is under way: the button keeps its size, shows it, and cannot be pressed again. */
  busy?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({
  variant = "secondary",
  small,
  wide,
  busy,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled === true || busy === true}
      aria-busy={busy || undefined}
      className={cx(
        styles.button,
        styles[variant],
        small && styles.small,
        wide && styles.wide,
        busy && styles.busy,
        className,
      )}
    >
      {children}
      {busy && <Spinner className={styles.spinner} />}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, "children" | "wide"> {
  /** What it does; read aloud and shown as a tooltip. */
  label: string;
  /** The key that does the same, shown in the tooltip. */
  shortcut?: string;
  /** Without a tooltip, where the icon says it all. */
  quiet?: boolean;
  /** The icon. */
  children?: ReactNode;
}

export function IconButton(props: IconButtonProps) {
  const { label, shortcut, quiet, variant = "ghost", small, className, children, busy, ...rest } = props;
  const button = (
    <button
      type="button"
      aria-label={label}
      aria-busy={busy || undefined}
      {...rest}
      className={cx(
        styles.button,
        styles.icon,
        styles[variant],
        small && styles.small,
        busy && styles.busy,
        className,
      )}
    >
      {children}
      {busy && <Spinner className={styles.spinner} />}
    </button>
  );
  if (quiet) return button;
  return (
    <Tooltip text={label} shortcut={shortcut}>
      {button}
    </Tooltip>
  );
}
