/** What is written into the client's log by itself: pages, calls that were refused, and when the page rests or has no line. */
import type { QueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { Refusal } from "@/api/refusal";
import { note } from "./log";

export function watchLog(queries: QueryClient): void {
  api.use({
    onResponse({ request, schemaPath, response }) {
      if (!response.ok) note("call", `${request.method} ${schemaPath} ${response.status}`);
    },
  });
  queries.getQueryCache().subscribe(({ type, query }) => {
    const { error } = query.state;
    if (type === "updated" && error instanceof Refusal && query.state.fetchStatus === "idle") note("call", error.code);
  });
  for (const name of ["online", "offline"]) addEventListener(name, () => note("state", name));
  document.addEventListener("visibilitychange", () => note("state", document.visibilityState));
}
