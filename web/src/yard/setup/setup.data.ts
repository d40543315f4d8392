import { queryOptions, useMutation } from "@tanstack/react-query";
import { deviceLabel } from "@/ui/platform";
import { type Answer, type Ask, answer, api } from "@/api/client";

export type Doorplate = Answer<"setup.state">["profiles"][number];
type Particulars = Ask<"setup.finish">;

/** Whether the house still waits for its first keeper; the key came with the link on the console. */
export const setupQuery = (key: string) =>
  queryOptions({
    queryKey: ["yard", "setup", key],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/setup", { params: { query: { key } }, signal })),
    staleTime: 0,
  });

export function useFinishSetup() {
  return useMutation({ mutationFn: (body: Particulars) => answer(api.POST("/api/v1/setup", { body: { ...body, device: deviceLabel() } })) });
}

export function useRecover() {
  return useMutation({ mutationFn: (body: Ask<"setup.recover">) => answer(api.POST("/api/v1/setup/recover", { body: { ...body, device: deviceLabel() } })) });
}
