/** Without a touch of the door: over Bluetooth, and by a spoken word. */
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCode, type Ways } from "@/community/doors/doors.data";
import { Hold } from "@/community/doors/Hold";
import { Button, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { choose, type Device, type Door, hasBluetooth, openBy } from "./bluetooth";
import { SayCard } from "./SayCard";
import "./words";

export default function AirCard({ home, ways }: { home: string; ways: Ways }) {
  return (
    <>
      {hasBluetooth() && ways.doors.length > 0 ? <Nearby home={home} /> : null}
      {ways.hears && ways.doors.length > 0 ? <SayCard home={home} /> : null}
    </>
  );
}

type Known = { device: Device; door: Door };

function Nearby({ home }: { home: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const code = useCode(home);
  const [known, setKnown] = useState<readonly Known[]>([]);
  const open = useMutation({
    // A door that is near needs no network.
    networkMode: "always",
    mutationFn: async (device: Device | undefined) => {
      // The key stays in the memory of this page, so that the next time needs no network.
      const key = code.data ?? (await code.mutateAsync());
      const chosen = device ?? (await choose(key.doors));
      return chosen && { device: chosen, did: await openBy(chosen, key) };
    },
    onSuccess: (done) => {
      if (!done) return;
      const { device, did } = done;
      setKnown((before) => [{ device, door: did.door }, ...before.filter((one) => one.door.number !== did.door.number)]);
    },
  });
  const did = open.data?.did;
  const reason = (why: string) => t(`passes.reason_${why}` as "passes.reason_unknown", { defaultValue: t("air.shut_unsaid") });
  return (
    <section className="card stack" aria-labelledby="doors-air">
      <h2 id="doors-air">{t("air.title")}</h2>
      <p className="muted">{t("air.lead")}</p>
      {known.length > 0 ? (
        <ul className="home-list" aria-label={t("air.list")}>
          {known.map(({ device, door }) => (
            <li key={door.number}>
              <strong className="home-name">{door.name}</strong>
              <Hold name={t("air.hold_of", { door: door.name })} busy={open.isPending} onHeld={() => open.mutate(device)}>
                {() => <span>{t("passes.hold")}</span>}
              </Hold>
            </li>
          ))}
        </ul>
      ) : null}
      <div className="row wrap">
        <Button busy={open.isPending} onClick={() => open.mutate(undefined)}>
          {t("air.look")}
        </Button>
      </div>
      {did?.opened ? <Note tone="good" alert>{t("passes.opened", { door: did.door.name })}</Note> : null}
      {did && !did.opened ? <Note tone="warn" alert>{t("air.shut", { door: did.door.name, reason: reason(did.reason) })}</Note> : null}
      {code.isError ? <Note tone="warn" alert>{sayWhy(code.error)}</Note> : null}
      {open.isError && !code.isError ? <Note tone="warn" alert>{t("air.failed")}</Note> : null}
    </section>
  );
}
