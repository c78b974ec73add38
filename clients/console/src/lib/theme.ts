/** Light, dark, or as the system has it; remembered per browser. */
import { local } from "@chorus/wire";
import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";
const KEY = "chorus.theme";
const listeners = new Set<() => void>();

function stored(): Theme {
  const value = local.get(KEY);
  return value === "light" || value === "dark" ? value : "system";
}

export function applyTheme(): void {
  const theme = stored();
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

export function setTheme(theme: Theme): void {
  local.set(KEY, theme);
  applyTheme();
  listeners.forEach((listener) => listener());
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, stored);
}
