import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Note, Select } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { useHome } from "./things.data";
import { nameOf, type Placed } from "./things.model";

const HOURS = [1, 3, 24, 72, 168] as const;

/** A code that unlocks once, for somebody who comes while nobody is there. */
export function LockCode({ home, placed }: { home: string; placed: Placed }) {
  const { t } = useTranslation();
  const [shows, setShows] = useState(false);
  const title = t("things.code_of", { name: nameOf(placed.part) });
  return (
    <>
      <Button aria-label={title} onClick={() => setShows(true)}>
        {t("things.code")}
      </Button>
      <Dialog open={shows} title={title} closeLabel={t("common.close")} onClose={() => setShows(false)}>
        {shows ? <Make home={home} placed={placed} /> : null}
      </Dialog>
    </>
  );
}

function Make({ home, placed }: { home: string; placed: Placed }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const { code } = useHome(home);
  const [hours, setHours] = useState("24");
  if (code.data) {
    return (
      <div className="stack" role="status">
        <p className="code-once">{code.data.code}</p>
        <p>{t("things.code_until", { at: showRecent(code.data.until, i18n.language) })}</p>
        <p className="muted">{t("things.code_once")}</p>
      </div>
    );
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        code.mutate({ thing: placed.thing, part: placed.part.id, hours: Number(hours) });
      }}
    >
      <p className="muted">{t("things.code_lead")}</p>
      <Select label={t("things.code_hours")} value={hours} onChange={setHours} choices={HOURS.map((count) => ({ value: String(count), label: t("things.hours", { count }) }))} />
      {code.isError ? <Note tone="warn" alert>{sayWhy(code.error)}</Note> : null}
      <Button type="submit" weight="door" busy={code.isPending}>
        {t("things.code_make")}
      </Button>
    </form>
  );
}
