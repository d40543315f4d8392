/** Parts of devices by what they are, with what they say and can be made to do. */
import { useTranslation } from "react-i18next";
import { Note } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { Controls } from "./Controls";
import { LockCode } from "./LockCode";
import { useSays } from "./says";
import { type Device, useThings, type Where } from "./things.data";
import { groups, isDanger, nameOf, parted, type Placed } from "./things.model";
import "./things.css";

type Props = { where: Where; devices: readonly Device[]; mayUnlock: boolean };

export function PartList({ where, devices, mayUnlock }: Props) {
  const { t } = useTranslation();
  const found = parted(devices);
  return (
    <>
      {groups.map((group) => {
        const list = found.get(group) ?? [];
        return list.length === 0 ? null : (
          <section key={group} className="card stack" aria-labelledby={`things-${group}`}>
            <h2 id={`things-${group}`}>{t(`things.group_${group}`)}</h2>
            <ul className="home-list">
              {list.map((placed) => (
                <Row key={placed.part.id} where={where} placed={placed} mayUnlock={mayUnlock} />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function Row({ where, placed, mayUnlock }: { where: Where; placed: Placed; mayUnlock: boolean }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const says = useSays();
  const { command } = useThings(where);
  const { thing, part } = placed;
  const state = says.state(part);
  const isLock = part.kind === "lock";
  const since = part.state_at ? showRecent(part.state_at, i18n.language) : undefined;
  return (
    <li>
      <span className="home-name">
        <strong>{nameOf(part)}</strong>
        {state.length > 0 ? <span className={isDanger(part) ? "part-danger" : undefined}>{state.join(" · ")}</span> : null}
        {part.online === false ? <span className="tag">{t("things.away")}</span> : null}
        <span className="small muted">{[says.kind(part), part.maker, part.model, since].filter(Boolean).join(" · ")}</span>
      </span>
      {part.does.length > 0 && part.online !== false && (!isLock || mayUnlock) ? (
        <Controls part={part} busy={command.isPending} onAct={(wish) => command.mutate({ thing, part: part.id, command: wish })} />
      ) : null}
      {mayUnlock && "home" in where && part.does.includes("unlock") ? <LockCode home={where.home} placed={placed} /> : null}
      {command.isError ? <Note tone="warn" alert>{sayWhy(command.error)}</Note> : null}
    </li>
  );
}

/** What is dangerous right now, above all else. */
export function Dangers({ devices }: { devices: readonly Device[] }) {
  const { t } = useTranslation();
  const parts = devices.flatMap(({ parts: all }) => all).filter(isDanger);
  if (parts.length === 0) return null;
  return (
    <Note tone="warn" alert>
      <strong>{t("things.danger")}</strong> {parts.map(nameOf).join("; ")}
    </Note>
  );
}
