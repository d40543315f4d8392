import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Ask, answer, api } from "@/api/client";

export type AssessmentWish = Ask<"assessment.make">;

const key = ["yard", "assessment"];

export const assessmentsQuery = queryOptions({
  queryKey: key,
  queryFn: ({ signal }) => answer(api.GET("/api/v1/desk/assessments", { signal })),
});

export function useAssess() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: AssessmentWish) => answer(api.POST("/api/v1/desk/assessments", { body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["yard"] }),
  });
}
