import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { mineQuery, groupsQuery } from "@/office/attendance/attendance.data";
import { ClockView } from "@/office/attendance/ClockView";
import { GroupView } from "@/office/attendance/GroupView";
import { MonthView } from "@/office/attendance/MonthView";
import { RotaView } from "@/office/attendance/rota/RotaView";
import { SetUpView } from "@/office/attendance/SetUpView";
import { Parts } from "@/ui/Parts";
import { Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { Agree } from "@/yard/data/Agree";
import { consentsQuery, useGive, useRefuse } from "@/yard/data/data.data";
import { meQuery } from "@/yard/me/me.data";
import { membersQuery } from "@/yard/orgs/orgs.data";

export default function AttendancePage() {
  const { t } = useTranslation();
  const { org } = useParams({ from: "/frame/orgs/$org/attendance" });
  const sayWhy = useSayWhy();
  const { data: me } = useQuery(meQuery);
  const mine = useQuery(mineQuery(org));
  const members = useQuery(membersQuery(org));
  const own = me?.orgs.find(({ id }) => id === org);
  const runs = own?.role === "administrator";
  const groups = useQuery({ ...groupsQuery(org), enabled: runs });
  if (mine.isError) return <Note tone="warn" alert>{sayWhy(mine.error)}</Note>;
  if (!me || !mine.data || members.isPending || (runs && groups.isPending)) return <Waiting label={t("common.loading")} />;
  const people = members.data?.items.map(({ person, name }) => ({ id: person, name: name ?? "—", role: "" })) ?? [];
  const nameOf = (person: string) => people.find(({ id }) => id === person)?.name ?? "—";
  const decide = members.data?.items.filter(({ person, role }) => person !== me.id && (role === "administrator" || mine.data.approvers.includes(person))) ?? [];
  const looksAfter = runs ? (groups.data ?? []) : mine.data.manages;
  return (
    <div className="page narrow">
      <header className="page-head apart">
        <div>
          <h1>{t("attendance.title")}</h1>
          <p className="muted">{own?.name}</p>
        </div>
        <Link className="button plain" to="/orgs/$org" params={{ org }}>
          {t("title.orgs")}
        </Link>
      </header>
      <Parts
        choose={t("desk.part")}
        items={[
          { key: "clock", label: t("attendance.tab_clock"), children: <div className="stack"><ClockView org={org} me={me.id} Agree={AgreeHere} /></div> },
          { key: "month", label: t("attendance.tab_month"), children: <div className="stack"><MonthView org={org} deciders={decide.map(({ person, name }) => ({ id: person, name: name ?? "—" }))} /></div> },
          ...(looksAfter.length > 0 ? [{ key: "group", label: t("attendance.tab_group"), children: <div className="stack"><GroupView org={org} groups={looksAfter} nameOf={nameOf} /></div> }] : []),
          ...(runs || looksAfter.length > 0 ? [{ key: "rota", label: t("rota.tab"), children: <RotaView org={org} me={me.id} groups={looksAfter} members={people} /> }] : []),
          ...(runs ? [{ key: "set", label: t("attendance.tab_set"), children: <div className="stack"><SetUpView org={org} members={people} /></div> }] : []),
        ]}
      />
    </div>
  );
}

function AgreeHere({ purpose, onDone }: { purpose: string; onDone: (agreed: boolean) => void }) {
  const { i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const lang = i18n.language;
  const { data: consents } = useQuery(consentsQuery(lang));
  const [give, refuse] = [useGive(), useRefuse()];
  const consent = consents?.items.find((one) => one.purpose === purpose);
  const wrong = give.error ?? refuse.error;
  if (!consent) return null;
  return (
    <>
      <Agree
        consent={consent}
        busy={give.isPending || refuse.isPending}
        onAgree={(categories) => give.mutate({ purpose, version: consent.version, lang, categories: [...categories] }, { onSuccess: () => onDone(true) })}
        onRefuse={() => refuse.mutate({ purpose, lang }, { onSuccess: () => onDone(false) })}
      />
      {wrong ? <Note tone="warn" alert>{sayWhy(wrong)}</Note> : null}
    </>
  );
}
