import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/yard/me/me.data";
import { Qr } from "@/ui/Qr";
import { Button, Dialog, Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { Scan } from "../contacts/Scan";
import type { Conversation } from "../live/chats.model";
import { codeOf, grouped } from "./safety";
import { safetyKey, sealedBook } from "./session";
import { useSafety } from "./useSafety";

/** The number that two people compare, and the devices behind it. */
export function Safety({ me, conversation, name, onClose }: { me: Me; conversation: Conversation; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const cache = useQueryClient();
  const { id } = conversation;
  const safety = useSafety(me.id, conversation, -1);
  const again = async () => await cache.invalidateQueries({ queryKey: safetyKey(id) });
  const check = useMutation({ mutationFn: async (number: string) => await (await sealedBook(me.id)).check(id, number), onSettled: again });
  const remove = useMutation({ mutationFn: async (device: string) => await (await sealedBook(me.id)).removeDevice(device), onSettled: again });
  const [asked, setAsked] = useState<string>();
  const [scan, setScan] = useState<"open" | "differs">();
  const { data } = safety;
  const number = data?.number;
  const seen = useCallback(
    (text: string) => {
      const isSame = number !== undefined && text === codeOf(number);
      setScan(isSame ? undefined : "differs");
      if (isSame) check.mutate(number);
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the mutation is another object at each look, and does the same
    [number],
  );
  return (
    <Dialog open title={t("sealed.safety")} closeLabel={t("sealed.close")} onClose={onClose}>
      <div className="stack">
        <p>{t("sealed.safety_about")}</p>
        {safety.isError ? <Note tone="warn" alert>{sayWhy(safety.error)}</Note> : null}
        {data ? (
          <>
            <p className="sealed-number" aria-label={t("sealed.safety")}>
              {grouped(data.number).map((five, at) => (
                <span key={`${at} ${five}`}>{five} </span>
              ))}
            </p>
            {data.isChanged ? <Note tone="warn">{t("sealed.safety_changed")}</Note> : null}
            <div className="sealed-code">
              <Qr text={codeOf(data.number)} label={t("sealed.safety_code")} size={168} />
              <p className="small muted">{t("sealed.safety_code_about")}</p>
            </div>
            {scan === "open" ? <Scan onText={seen} onClose={() => setScan(undefined)} /> : null}
            {scan === "differs" ? <Note tone="warn" alert>{t("sealed.safety_differs")}</Note> : null}
            {data.isChecked ? (
              <Note>{t("sealed.safety_checked")}</Note>
            ) : (
              <div className="row wrap">
                <Button weight="door" icon="check" busy={check.isPending} onClick={() => check.mutate(data.number)}>
                  {t("sealed.safety_same")}
                </Button>
                {scan === "open" ? null : (
                  <Button icon="qr" onClick={() => setScan("open")}>
                    {t("sealed.safety_scan")}
                  </Button>
                )}
              </div>
            )}
            <h3>{t("sealed.devices")}</h3>
            <ul className="sealed-devices">
              {data.devices.map((one) => (
                <li key={one.device}>
                  <span>
                    {one.person === me.id ? t("sealed.device_own") : t("sealed.device_theirs", { name })}
                    {one.isThis ? ` · ${t("sealed.device_this")}` : one.isIn ? "" : ` · ${t("sealed.device_out")}`}
                  </span>
                  {one.person === me.id && !one.isThis && asked !== one.device ? <Button onClick={() => setAsked(one.device)}>{t("sealed.device_remove")}</Button> : null}
                  {asked === one.device ? (
                    <>
                      <p className="small">{t("sealed.device_remove_sure")}</p>
                      <Button weight="door" busy={remove.isPending} onClick={() => remove.mutate(one.device)}>
                        {t("sealed.device_remove")}
                      </Button>
                    </>
                  ) : null}
                </li>
              ))}
            </ul>
            {remove.isError ? <Note tone="warn" alert>{sayWhy(remove.error)}</Note> : null}
          </>
        ) : (
          <Waiting label={t("sealed.opening")} />
        )}
      </div>
    </Dialog>
  );
}
