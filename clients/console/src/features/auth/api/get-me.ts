import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "@/lib/api";
import { updateUser } from "@/lib/session";

/** Name, role and status may have changed since the log-in. */
export function useFreshMe(): void {
  const { data } = useQuery({
    queryKey: ["me"],
    queryFn: ({ signal }) => api.get("/v1/me", { signal }),
    staleTime: 5 * 60_000,
  });
  useEffect(() => {
    if (!data) return;
    const { id, email, name, role, tenantId, tenantName, declaredStatus } = data;
    updateUser({ id, email, name, role, tenantId, tenantName, declaredStatus });
  }, [data]);
}
