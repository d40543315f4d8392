/** The entry of those who are signed in: the frame, the kit, and every wing behind its route. */
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Kit } from "@/ui/kit/Kit";
import { heedFactor } from "@/yard/factor/factor.data";
import { freshQueries } from "../queries";
import { fell } from "../crash/watch";
import { startWorker } from "../install/start";
import { watchLog } from "../log/watch";
import { freshRouter } from "./router";
import "./shell.css";

export function show(root: HTMLElement): void {
  const queries = freshQueries();
  heedFactor(queries);
  const router = freshRouter(queries);
  watchLog(queries);
  createRoot(root, { onCaughtError: (error) => fell("render", error) }).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <Kit>
          <RouterProvider router={router} />
        </Kit>
      </QueryClientProvider>
    </StrictMode>,
  );
  startWorker();
}
