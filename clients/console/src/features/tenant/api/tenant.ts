import type { components } from "@chorus/wire";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { updateUser } from "@/lib/session";

type Schemas = components["schemas"];
export type Tenant = Schemas["TenantRead"];
export type EscalationRule = Schemas["EscalationRule"];
export type FileKind = Schemas["FileKind"];
type TenantChange = { name?: string; settings?: Partial<Schemas["TenantSettings"]> };

const PATH = "/v1/tenant";
const KEY = ["tenant"];

export function useTenant() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<Tenant>(PATH, undefined, { signal }),
  });
}

/** What is not named stays as it is. */
export function useUpdateTenant() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: TenantChange) => api.patch<Tenant>(PATH, change),
    onSuccess: (tenant) => {
      client.setQueryData(KEY, tenant);
      updateUser({ tenantName: tenant.name });
    },
    meta: { isErrorShown: true },
  });
}
