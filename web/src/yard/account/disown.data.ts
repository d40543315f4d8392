import { useMutation } from "@tanstack/react-query";
import { answer, api } from "@/api/client";

export function useDisown() {
  return useMutation({ mutationFn: (mark: string) => answer(api.POST("/api/v1/session/disown", { body: { mark } })) });
}
