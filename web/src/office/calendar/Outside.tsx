/** People outside at an event of mine: invited by mail, each with what he said. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Face, Field, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Outsider, outsideQuery, useInviteOutside, useRemoveOutside } from "./calendar.data";

export function Outside({ event }: { event: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const outside = useQuery(outsideQuery(event));
  const [adds, setAdds] = useState(false);
  if (outside.isPending) return null;
  if (outside.isError) return <Note tone="warn" alert>{sayWhy(outside.error)}</Note>;
  const { outward, items } = outside.data;
  return (
    <section className="stack tight" aria-labelledby="event-outside">
      <h3 id="event-outside">{t("calendar.outside")}</h3>
      {items.length > 0 ? (
        <ul className="event-guests">
          {items.map((one) => <Line key={one.id} event={event} one={one} />)}
        </ul>
      ) : null}
      {outward === "open" ? (
        adds ? <Invite event={event} onDone={() => setAdds(false)} /> : (
          <div>
            <Button weight="quiet" onClick={() => setAdds(true)}>{t("calendar.outside_add")}</Button>
          </div>
        )
      ) : (
        <p className="small muted">{t(`calendar.outside_${outward}`)}</p>
      )}
    </section>
  );
}

function Line({ event, one }: { event: string; one: Outsider }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const remove = useRemoveOutside(event);
  const called = one.name ?? one.address ?? "—";
  return (
    <li>
      <Face name={called} size={28} />
      <span className="event-outsider">
        <span>{called}</span>
        {one.name && one.address ? <span className="small muted">{one.address}</span> : null}
      </span>
      <span className={`small reply ${one.reply}`}>{one.why ? t(`calendar.outside_why_${one.why}`) : one.told_at ? t(`calendar.reply_${one.reply}`) : t("calendar.outside_sending")}</span>
      {one.proposed ? <span className="small">{t("calendar.proposes", { at: one.proposed.slice(0, 16).replace("T", " ") })}</span> : null}
      <Button weight="quiet" busy={remove.isPending} aria-label={t("calendar.outside_remove_of", { name: called })} onClick={() => remove.mutate(one.id)}>{t("calendar.outside_remove")}</Button>
      {remove.isError ? <Note tone="warn" alert>{sayWhy(remove.error)}</Note> : null}
    </li>
  );
}

function Invite({ event, onDone }: { event: string; onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const invite = useInviteOutside(event);
  const [address, setAddress] = useState("");
  const [name, setName] = useState("");
  return (
    <form
      className="stack tight"
      onSubmit={(submit) => {
        submit.preventDefault();
        invite.mutate({ address, name: name || null }, { onSuccess: () => { setAddress(""); setName(""); } });
      }}
    >
      <p className="small muted">{t("calendar.outside_lead")}</p>
      <Field label={t("calendar.outside_address")} type="email" required maxLength={254} value={address} onChange={(change) => setAddress(change.target.value)} />
      <Field label={t("calendar.outside_name")} maxLength={60} value={name} onChange={(change) => setName(change.target.value)} />
      {invite.isError ? <Note tone="warn" alert>{sayWhy(invite.error)}</Note> : null}
      <div className="row wrap">
        <Button type="submit" weight="door" busy={invite.isPending}>{t("calendar.outside_send")}</Button>
        <Button weight="quiet" onClick={onDone}>{t("common.close")}</Button>
      </div>
    </form>
  );
}
