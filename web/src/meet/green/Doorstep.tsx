/** The page of a meeting's link: who invites, how one looks and sounds, one button. */
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { refusedWith } from "@/api/refusal";
import { Button, Field, Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { showNumber } from "@/ui/when";
import { type Found, foundQuery, type Seat, useJoin, type Wishes } from "../room/seat";
import { GreenRoom, JoinButton } from "./GreenRoom";
import { askLocalNetworkOnce } from "./lan";
import { usePreview } from "./preview";

export type Seated = { seat: Seat; name: string; passcode: string | undefined; wishes: Wishes };

type DoorstepProps = {
  number: string;
  /** The name of who is signed in; nothing for a guest. */
  me: string | undefined;
  passcode: string | undefined;
  signIn: string;
  onSeated: (seated: Seated) => void;
};

export function Doorstep({ number, ...rest }: DoorstepProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const found = useQuery(foundQuery(number));
  if (found.isPending) return <Waiting label={t("common.loading")} />;
  if (found.isError) {
    const unknown = refusedWith(found.error) === "meeting.unknown";
    return <Closed title={unknown ? t("green.unknown") : sayWhy(found.error)} next={unknown ? t("green.unknown_next") : ""} onAgain={() => void found.refetch()} />;
  }
  if (found.data.state === "ended") return <Closed title={t("green.ended")} next={t("green.ended_next")} />;
  if (!rest.me && !found.data.guests) {
    return (
      <section className="over stack">
        <h1>{found.data.title || t("meet.untitled")}</h1>
        <p>{t("green.guests_closed")}</p>
        <div className="row">
          <a className="button door" href={rest.signIn}>
            {t("green.sign_in")}
          </a>
        </div>
      </section>
    );
  }
  return <Steps found={found.data} number={number} {...rest} />;
}

function Steps({ found, number, me, passcode: given, signIn, onSeated }: DoorstepProps & { found: Found }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const preview = usePreview();
  const join = useJoin();
  const [name, setName] = useState("");
  const [passcode, setPasscode] = useState(given ?? "");
  const [tried, setTried] = useState(false);
  const wrong = refusedWith(join.error) === "meeting.passcode_wrong";
  const asksPasscode = found.has_passcode && (!given || wrong);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const guest = me ? undefined : name.trim();
    const code = found.has_passcode ? passcode.trim() : undefined;
    if (guest === "" || code === "") return;
    const wishes = preview.wishes();
    // The heavy part is fetched while the house prepares the seat.
    void import("../room/MeetingView");
    join.mutate(
      { number, passcode: code, name: guest },
      {
        onSuccess: (seat) => {
          askLocalNetworkOnce();
          onSeated({ seat, name: me ?? guest ?? "", passcode: code, wishes });
        },
      },
    );
  };

  return (
    <form className="doorstep" onSubmit={submit} noValidate>
      <GreenRoom preview={preview} />
      <div className="stack loose doorstep-side">
        <div className="stack tight">
          <h1>{found.title || t("meet.untitled")}</h1>
          <p className="muted">
            {t("green.number", { number: showNumber(number) })} · {t("green.hosted_by", { name: found.host_name })}
          </p>
        </div>
        {me ? (
          <p>{t("green.as", { name: me })}</p>
        ) : (
          <Field
            label={t("green.name")}
            hint={t("green.name_hint")}
            mistake={tried && !name.trim() ? t("green.name_missing") : undefined}
            value={name}
            onChange={(event) => setName(event.target.value)}
            maxLength={60}
            autoComplete="name"
          />
        )}
        {asksPasscode ? (
          <Field
            label={t("green.passcode")}
            mistake={wrong ? sayWhy(join.error) : tried && !passcode.trim() ? t("green.passcode_missing") : undefined}
            value={passcode}
            onChange={(event) => setPasscode(event.target.value)}
            maxLength={40}
            autoComplete="off"
          />
        ) : null}
        {join.isError && !wrong ? <Note tone="warn" alert>{sayWhy(join.error)}</Note> : null}
        <JoinButton busy={join.isPending || join.isSuccess} />
        {me ? null : (
          <p className="small">
            <a href={signIn}>{t("green.sign_in")}</a>
          </p>
        )}
      </div>
    </form>
  );
}

function Closed({ title, next, onAgain }: { title: string; next: string; onAgain?: () => void }) {
  const { t } = useTranslation();
  return (
    <section className="over stack">
      <h1>{title}</h1>
      <p>{next}</p>
      <div className="row">
        {onAgain ? <Button onClick={onAgain}>{t("common.again")}</Button> : null}
        <a className="button plain" href="/">
          {t("room.home")}
        </a>
      </div>
    </section>
  );
}
