/** The entry of strangers and guests: no component kit, at most 120 KB. */
import { QueryClientProvider } from "@tanstack/react-query";
import { type ComponentType, lazy, StrictMode, Suspense, useEffect } from "react";
import { createRoot } from "react-dom/client";
import { useTranslation } from "react-i18next";
import { Waiting } from "@/ui/plain";
import { freshQueries } from "../queries";
import "./open.css";
import { Landing } from "./Landing";
import { type Place, usePlace } from "./route";

const pages: Record<Exclude<Place["page"], "landing">, ComponentType<{ place: Place }>> = {
  enter: lazy(() => import("./Enter")),
  policy: lazy(() => import("./Policy")),
  collection: lazy(() => import("./Collection")),
  permissions: lazy(() => import("./Permissions")),
  recipients: lazy(() => import("./Recipients")),
  children: lazy(() => import("./Children")),
  assessment: lazy(() => import("./Assessment")),
  promises: lazy(() => import("./Promises")),
  versions: lazy(() => import("./Versions")),
  meeting: lazy(() => import("./Meeting")),
  contact: lazy(() => import("./Contact")),
  held: lazy(() => import("./Held")),
  stop: lazy(() => import("./Stop")),
  disown: lazy(() => import("./Disown")),
  takeover: lazy(() => import("./TakeOver")),
  visit: lazy(() => import("./Visit")),
  unfreeze: lazy(() => import("./Unfreeze")),
  selftest: lazy(() => import("./Selftest")),
  outbox: lazy(() => import("./Outbox")),
  setup: lazy(() => import("./Setup")),
  recover: lazy(() => import("./Recover")),
};

export function show(root: HTMLElement): void {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={freshQueries()}>
        <OpenPages />
      </QueryClientProvider>
    </StrictMode>,
  );
}

function OpenPages() {
  const { t } = useTranslation();
  const place = usePlace();
  const page = place?.page ?? "landing";
  useEffect(() => {
    document.title = `${t(`title.${page}`)} · ${t("house.name")}`;
    document.querySelector('meta[name="description"]')?.setAttribute("content", t(`about.${page}`));
  }, [page, t]);

  if (!place || place.page === "landing") return <Landing />;
  const Page = pages[place.page];
  return (
    <Suspense fallback={<Waiting label={t("common.loading")} />}>
      <Page place={place} />
    </Suspense>
  );
}
