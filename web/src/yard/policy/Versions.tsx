import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { showRecent } from "@/ui/when";
import { Changes } from "./Changes";
import { DocumentLinks } from "./DocumentLinks";
import { WholeText } from "./PolicyText";
import { versionQuery, versionsQuery } from "./policy.data";

type State = "publicity" | "notified" | "in_force" | "replaced";

/** Every version that was published, newest first; one of them in full. */
export function Versions({ policy }: { policy: string }) {
  return policy ? <OneVersion policy={policy} /> : <History />;
}

function History() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const versions = useQuery(versionsQuery);
  if (versions.isError) return <Note tone="warn">{sayWhy(versions.error)}</Note>;
  if (!versions.data) return <Waiting label={t("common.loading")} />;
  return (
    <div className="stack loose">
      <h1>{t("title.versions")}</h1>
      <DocumentLinks />
      <ul className="stack">
        {versions.data.items.map((version) => (
          <li key={version.id} className="card stack">
            <h2>
              <a href={`/policy/versions?policy=${version.id}`}>{version.version}</a> <span className="tag">{t(`policy.state_${version.state as State}`)}</span>
            </h2>
            {version.in_force_at ? <p className="muted">{t("policy.in_force_at", { when: showRecent(version.in_force_at, i18n.language) })}</p> : null}
          </li>
        ))}
      </ul>
    </div>
  );
}

function OneVersion({ policy }: { policy: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const version = useQuery(versionQuery(policy, i18n.language));
  if (version.isError) return <Note tone="warn">{sayWhy(version.error)}</Note>;
  if (!version.data) return <Waiting label={t("common.loading")} />;
  const { changes, text } = version.data;
  return (
    <div className="stack loose">
      {changes.length > 0 ? (
        <section className="card stack" aria-labelledby="changed">
          <h2 id="changed">{t("policy.changed")}</h2>
          <Changes changes={changes} />
        </section>
      ) : null}
      <WholeText text={text} />
    </div>
  );
}
