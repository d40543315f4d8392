/** The terminals at the doors of my home: what of mine is in them, and whether my photo may go there. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { faceQuery } from "@/community/face/face.data";
import { Button, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { Places } from "./Places";
import { type Mine, myTerminalsQuery, useMaker } from "./terminals.data";
import "./words";

export default function MyTerminals({ home }: { home: string }) {
  const { t } = useTranslation();
  const mine = useQuery({ ...myTerminalsQuery(home), retry: false });
  if (!mine.data || mine.data.items.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="doors-terminals">
      <h2 id="doors-terminals">{t("terminals.mine")}</h2>
      <p className="muted">{t("terminals.mine_lead")}</p>
      {mine.data.items.map((one) => (
        <Terminal key={one.door} home={home} one={one} />
      ))}
    </section>
  );
}

function Terminal({ home, one }: { home: string; one: Mine }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const { agree, withdraw } = useMaker(home, i18n.language);
  const face = useQuery({ ...faceQuery(home), retry: false });
  // Taken away, and not confirmed yet: its maker is nobody's to agree to any more.
  const maker = one.maker ? t(`terminals.maker_${one.maker}`) : t("terminals.taken_away");
  const { recipient } = one;
  const wrong = agree.error ?? withdraw.error;
  const mayAsk = one.faces && face.data?.agreed;
  return (
    <div className="stack">
      <h3>
        {one.name} <span className="tag">{maker}</span>
      </h3>
      {one.places.length === 0 ? <p className="muted">{t("terminals.none_of_mine")}</p> : <Places places={one.places} lostAt={one.lost_at} />}
      {recipient && mayAsk && !one.agreed ? (
        <Button busy={agree.isPending} onClick={() => agree.mutate(recipient)}>
          {t("terminals.agree", { maker })}
        </Button>
      ) : null}
      {recipient && one.faces && one.agreed ? (
        <span className="row wrap">
          <span className="small">{t("terminals.agreed", { maker })}</span>
          <Button weight="quiet" busy={withdraw.isPending} onClick={() => withdraw.mutate(recipient)}>
            {t("terminals.withdraw")}
          </Button>
        </span>
      ) : null}
      {wrong ? <Note tone="warn" alert>{sayWhy(wrong)}</Note> : null}
    </div>
  );
}
