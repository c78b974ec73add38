import { useMutation } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { storeTokens, type TokenAnswer } from "@/lib/session";

interface LogIn {
  email: string;
  password: string;
}

export function useLogIn() {
  return useMutation({
    mutationFn: (credentials: LogIn) => api.open<TokenAnswer>("/v1/auth/login", credentials),
    onSuccess: storeTokens,
    meta: { isErrorShown: true },
  });
}
