/** Adding a camera that is no bell's: how it is called and where it is; a device that says nothing of itself and shows what it sees. */
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { useHome, useThings } from "./things.data";

export function AddCamera({ home, kind, onDone }: { home: string; kind: ReactNode; onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { invite, bind } = useThings({ home });
  const { setCamera } = useHome(home);
  const [wish, setWish] = useState({ name: "", address: "" });
  // What was made already is not made again where the address is another one next time.
  const [thing, setThing] = useState<string>();
  const failed = [invite, bind, setCamera].find(({ isError }) => isError);
  const busy = invite.isPending || bind.isPending || setCamera.isPending;
  const show = (made: string) => setCamera.mutate({ thing: made, address: wish.address }, { onSuccess: onDone });
  const begin = () => {
    if (thing) return show(thing);
    invite.mutate(wish.name, {
      onSuccess: ({ token }) =>
        bind.mutate(
          { token },
          {
            onSuccess: ({ id }) => {
              setThing(id);
              show(id);
            },
          },
        ),
    });
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        begin();
      }}
    >
      <p className="muted">{t("things.camera_lead")}</p>
      <Field label={t("things.name")} value={wish.name} maxLength={40} required readOnly={thing !== undefined} autoComplete="off" onChange={(event) => setWish({ ...wish, name: event.target.value })} />
      {kind}
      <Field label={t("things.camera_at")} hint={t("things.camera_hint")} value={wish.address} maxLength={300} required autoComplete="off" spellCheck={false} onChange={(event) => setWish({ ...wish, address: event.target.value.trim() })} />
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      <Button type="submit" weight="door" busy={busy} disabled={!wish.name.trim() || !wish.address}>
        {t("things.camera_set")}
      </Button>
    </form>
  );
}
