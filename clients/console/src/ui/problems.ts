import { createContext, useContext } from "react";
import type { Problems } from "@/lib/problems";

export const ProblemsContext = createContext<{ problems: Problems; settle: (name: string) => void }>({
  problems: {},
  settle: () => undefined,
});

/** What the form around a field has to say of it. */
export function useProblem(name: string | undefined): string | undefined {
  const { problems } = useContext(ProblemsContext);
  return name === undefined ? undefined : problems[name];
}

/** For a field that changes without being typed in: what was said of it no longer holds. */
export const useSettle = () => useContext(ProblemsContext).settle;
