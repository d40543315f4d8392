import type { ErrorComponentProps } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "@/api/refusal";
import { Button, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";

export function Lost() {
  const { t } = useTranslation();
  return (
    <main className="alone stack">
      <h1>{t("common.lost")}</h1>
      <p>{t("common.lost_next")}</p>
      <a className="button plain" href="/home">
        {t("title.home")}
      </a>
    </main>
  );
}

const TellCrash = lazy(() => import("@/yard/crash/TellCrash"));

export function Stumbled({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  return (
    <main className="alone stack">
      <h1>{t("common.stumbled")}</h1>
      <p>{sayWhy(error)}</p>
      <Button onClick={reset}>{t("common.again")}</Button>
      {error instanceof Refusal ? null : (
        <Suspense>
          <TellCrash />
        </Suspense>
      )}
    </main>
  );
}

export function Wait() {
  const { t } = useTranslation();
  return <Waiting label={t("common.loading")} />;
}
