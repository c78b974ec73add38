import type { Schemas } from "@chorus/wire";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { updateUser } from "@/lib/session";

export type Tenant = Schemas["TenantRead"];
export type EscalationRule = Schemas["EscalationRule"];
export type FileKind = Schemas["FileKind"];

const KEY = ["tenant"];

export function useTenant() {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.get("/v1/tenant", { signal }) });
}

/** Only fields that are given change. */
export function useUpdateTenant() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas["TenantUpdate"]) => api.patch("/v1/tenant", { body }),
    onSuccess: (tenant) => {
      client.setQueryData(KEY, tenant);
      updateUser({ tenantName: tenant.name });
    },
    meta: { isErrorShown: true },
  });
}
