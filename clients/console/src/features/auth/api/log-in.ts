import { useMutation } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { storeTokens, type TokenAnswer } from "@/lib/session";

interface LogIn {
  email: string;
  password: string;
  /** Only where one address belongs to several. */
  tenant?: string;
}

export function useLogIn() {
  return useMutation({
    mutationFn: (credentials: LogIn) =>
      api.post<TokenAnswer>("/v1/auth/login", credentials, { isOpen: true }),
    onSuccess: storeTokens,
    meta: { isErrorShown: true },
  });
}
