/** Clocking: one large button, what is asked of the device and why, and how today stands. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Note, Select, Waiting } from "@/ui/plain";
import { can } from "@/ui/platform";
import { useSayWhy } from "@/ui/words";
import { acts, type Agreement, challenge, type Group, mineQuery, sendKey, sendPunch, useAct, type Way } from "./attendance.data";
import { askSensors, bodyOf, codeOf, read, saidOf, Unable } from "./clocking.model";
import { DayLine } from "./DayLine";
import { FaceCard } from "./FaceCard";
import { FaceClock } from "./FaceClock";
import { FieldAddress } from "./FieldAddress";
import { FieldForm } from "./FieldForm";
import { MachinesCard } from "./machine/MachinesCard";
import { OwnFields } from "./OwnFields";
import { keptKey, makeKey, sign, signedText } from "./proof";
import "./words";
import "./attendance.css";

export function ClockView({ org, me, Agree }: { org: string; me: string; Agree: AgreeTo }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const mine = useQuery(mineQuery(org));
  const [key, setKey] = useState<{ id: string; key: CryptoKey } | null>();
  useEffect(() => void keptKey(me, org).then((kept) => setKey(kept ?? null), () => setKey(null)), [me, org]);
  const own = useAct(org, async () => {
    await makeKey(me, org, (given) => sendKey(org, given));
    setKey((await keptKey(me, org)) ?? null);
  });
  const agreement = useAct(org, acts(org).agree);
  if (mine.isPending || key === undefined) return <Waiting label={t("common.loading")} />;
  if (mine.isError) return <Note tone="warn" alert>{sayWhy(mine.error)}</Note>;
  const { group, today } = mine.data;
  if (!group) return <Note>{t("attendance.no_group")}</Note>;
  // The consent is the house's; here stands to which organisation's reason it was given.
  const given = (wish: Agreement) => (agreed: boolean) => (agreed ? agreement.mutate(wish) : void mine.refetch());
  const isOwn = key !== null && mine.data.key?.id === key.id;
  return (
    <>
      <section className="card stack" aria-labelledby="clock-now">
        <h2 id="clock-now">{t("attendance.today", { group: group.name })}</h2>
        {today ? <DayLine day={today} own /> : null}
        {isOwn ? (
          <Clock org={org} group={group} signer={key.key} />
        ) : (
          <>
            <p>{t(mine.data.key ? "attendance.key_elsewhere" : "attendance.key_none")}</p>
            <p className="small muted">{t("attendance.key_why")}</p>
            <Button weight="door" wide busy={own.isPending} onClick={() => own.mutate(undefined)}>
              {t("attendance.key_make")}
            </Button>
            {own.isError ? <Note tone="warn" alert>{sayWhy(own.error)}</Note> : null}
          </>
        )}
      </section>
      {group.exact && group.ways.includes("place") ? (
        <section className="card stack" aria-labelledby="clock-exact">
          <h2 id="clock-exact">{t("attendance.exact")}</h2>
          <p>{t("attendance.exact_declared", { why: group.exact })}</p>
          {group.exact_agreed ? <p className="small muted">{t("attendance.exact_on")}</p> : <Agree purpose="clock-place" onDone={given({ to: "clock-place", reason: group.exact })} />}
        </section>
      ) : null}
      {group.ways.includes("field") ? (
        <section className="card stack" aria-labelledby="clock-field">
          <h2 id="clock-field">{t("attendance.field")}</h2>
          {!group.field_agreed ? <Agree purpose="field-sign-in" onDone={given({ to: "field-sign-in" })} /> : isOwn ? <FieldForm org={org} group={group} signer={key.key} /> : <p className="muted">{t("attendance.field_key")}</p>}
          {group.field_agreed ? <FieldAddress org={org} agreed={group.address_agreed ?? null} /> : null}
        </section>
      ) : null}
      {group.ways.includes("face") ? <FaceCard org={org} Agree={Agree} /> : null}
      <MachinesCard org={org} asked={group.ways.includes("machine")} Agree={Agree} />
      {group.ways.includes("field") ? <OwnFields org={org} finds={group.address_agreed === true} /> : null}
      {agreement.isError ? <Note tone="warn" alert>{sayWhy(agreement.error)}</Note> : null}
    </>
  );
}

/** The question of a consent of its own; who shows it is no matter of this wing. */
export type AgreeTo = (asking: { purpose: string; onDone: (agreed: boolean) => void }) => React.ReactNode;

function Clock({ org, group, signer }: { org: string; group: Group; signer: CryptoKey }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const code = codeOf(location.hash);
  const ways = group.ways.filter((way) => way !== "field" && way !== "machine");
  const first = code && ways.includes("code") ? "code" : ways.find((way) => way !== "code" && way !== "face" && (way !== "place" || can("location"))) ?? ways[0];
  const [way, setWay] = useState<Way | undefined>(first);
  const punch = useAct(org, async ({ chosen, asked }: { chosen: Way; asked: Promise<void> }) => {
    const found = await read(group, chosen, asked);
    const said = saidOf(group, chosen, found, await challenge(org), code);
    return sendPunch(org, bodyOf(said, await sign(signer, signedText(org, said))));
  });
  const wrong = punch.error instanceof Unable ? t(`attendance.unable_${punch.error.why}`) : punch.error ? sayWhy(punch.error) : undefined;
  if (!way) return <p className="muted">{t("attendance.only_field")}</p>;
  const needsCode = way === "code" && !code;
  return (
    <>
      {ways.length > 1 ? <Select label={t("attendance.way")} value={way} onChange={(next) => setWay(next as Way)} choices={ways.map((one) => ({ value: one, label: t(`attendance.way_${one}`) }))} /> : null}
      {way === "face" ? (
        <FaceClock org={org} signer={signer} />
      ) : (
        <>
          <Button weight="door" wide className="clock-button" busy={punch.isPending} disabled={needsCode} onClick={() => punch.mutate({ chosen: way, asked: askSensors(way) })}>
            {t("attendance.clock")}
          </Button>
          <p className="small muted">{t(needsCode ? "attendance.asks_code_first" : `attendance.asks_${way}`)}</p>
          {wrong ? <Note tone="warn" alert>{wrong}</Note> : null}
          {punch.data ? <Note alert>{t(punch.data.verdict === "outside" ? "attendance.done_outside" : "attendance.done")}</Note> : null}
        </>
      )}
    </>
  );
}
