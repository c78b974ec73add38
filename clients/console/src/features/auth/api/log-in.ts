import type { Schemas } from "@chorus/wire";
import { useMutation } from "@tanstack/react-query";
import { publicApi } from "@/lib/api";
import { storeTokens } from "@/lib/session";

/** `tenant` only where one address belongs to several. */
export function useLogIn() {
  return useMutation({
    mutationFn: (body: Schemas["LoginCreate"]) => publicApi.post("/v1/auth/login", { body }),
    onSuccess: storeTokens,
    meta: { isErrorShown: true },
  });
}
