/** A time that suits all who are invited, as far as they show whether they are busy. */
import { useTranslation } from "react-i18next";
import { Button, Note } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { useFree } from "./calendar.data";

const WEEK_MS = 7 * 86_400_000;

/** An instant as the wall of a zone shows it, as a field takes it. */
function local(at: string, zone: string): string {
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" });
  return parts.format(new Date(at)).replace(" ", "T");
}

type Props = { org: string; people: string[]; said: { begins: string; ends: string; zone: string }; onFound: (begins: string, ends: string) => void };

export function FindTime({ org, people, said, onFound }: Props) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const free = useFree(org);
  const minutes = Math.min(1_440, Math.max(15, (Date.parse(`${said.ends}:00Z`) - Date.parse(`${said.begins}:00Z`)) / 60_000 || 60));
  const find = () => {
    const from = new Date(Math.max(Date.now(), Date.parse(`${said.begins.slice(0, 10)}T00:00`)));
    free.mutate({ people: people.slice(0, 20), from: from.toISOString(), until: new Date(from.getTime() + WEEK_MS).toISOString(), minutes, zone: said.zone });
  };
  const hidden = free.data?.people.filter(({ level }) => level === "nothing").length ?? 0;
  return (
    <div className="stack tight">
      <div>
        <Button icon="search" busy={free.isPending} onClick={find}>{t("calendar.find_time")}</Button>
      </div>
      {free.isError ? <Note tone="warn" alert>{sayWhy(free.error)}</Note> : null}
      {hidden > 0 ? <p className="small muted">{t("calendar.hidden_people", { count: hidden })}</p> : null}
      {free.data ? (
        <ul className="row wrap">
          {free.data.slots.map((slot) => (
            <li key={slot.from}>
              <Button onClick={() => onFound(local(slot.from, said.zone), local(slot.until, said.zone))}>{showInstant(slot.from, i18n.language)}</Button>
            </li>
          ))}
          {free.data.slots.length === 0 ? <li>{t("calendar.no_time")}</li> : null}
        </ul>
      ) : null}
    </div>
  );
}
