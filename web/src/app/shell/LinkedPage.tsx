/** Where a maker's page leads back to: what it gave makes the link, once, and the home's devices follow. */
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLinked } from "@/community/things/things.data";
import { Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import "@/community/things/words";

export default function LinkedPage() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const go = useNavigate();
  const { state, code } = useSearch({ from: "/frame/linked" });
  const { mutate, error } = useLinked();
  const [known, setKnown] = useState<string>();
  useEffect(() => {
    if (!state || !code) return;
    mutate(
      { state, code },
      { onSuccess: ({ home, was_there }) => (was_there ? setKnown(home) : void go({ to: "/homes/devices/$home", params: { home }, replace: true })) },
    );
  }, [state, code, mutate, go]);
  const is_wrong = error !== null || !state || !code;
  return (
    <div className="page narrow">
      <header className="page-head">
        <h1>{t("things.cloud")}</h1>
      </header>
      {is_wrong ? (
        <>
          <Note tone="warn" alert>{error ? sayWhy(error) : t("things.cloud_refused")}</Note>
          <Link className="button plain" to="/homes">
            {t("things.back")}
          </Link>
        </>
      ) : known ? (
        <>
          <Note tone="good" alert>{t("things.cloud_was_there")}</Note>
          <Link className="button plain" to="/homes/devices/$home" params={{ home: known }}>
            {t("things.cloud_devices")}
          </Link>
        </>
      ) : (
        <Waiting label={t("things.cloud_waits")} />
      )}
    </div>
  );
}
