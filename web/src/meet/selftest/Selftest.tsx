import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "@/ui/copy";
import { Icon, type IconName } from "@/ui/Icon";
import { Button, Note } from "@/ui/plain";
import { can, platform } from "@/ui/platform";
import { deviceChecks, quietChecks } from "./checks";
import "./words";
import { type Check, type Outcome, overall, reportOf, runChecks, type Verdict } from "./selftest.model";

const icons: Record<Verdict, IconName> = { good: "check", part: "info", bad: "warn", unknown: "more" };

/** The whole way, in the visitor's own browser. */
export function Selftest() {
  const { t } = useTranslation();
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  const run = useMutation({
    networkMode: "always", // a device without a line is what one wants to hear of, not wait for
    mutationFn: (checks: readonly Check[]) =>
      runChecks(checks, (outcome) => setOutcomes((before) => [...before.filter(({ name }) => name !== outcome.name), outcome])),
  });
  const done = outcomes.length >= quietChecks.length && !run.isPending;
  return (
    <div className="stack loose">
      <div className="stack tight">
        <h1>{t("title.selftest")}</h1>
        <p>{t("selftest.lead")}</p>
      </div>
      <div className="row wrap">
        <Button weight="door" busy={run.isPending} onClick={() => run.mutate(quietChecks)}>
          {t(outcomes.length > 0 ? "selftest.again" : "selftest.start")}
        </Button>
        {done && can("camera") ? (
          <Button icon="camera" onClick={() => run.mutate(deviceChecks)}>
            {t("selftest.devices")}
          </Button>
        ) : null}
      </div>
      {done && can("camera") ? <p className="small">{t("selftest.devices_why")}</p> : null}
      {done ? <Note tone={overall(outcomes) === "good" ? "good" : overall(outcomes) === "bad" ? "warn" : "calm"}>{t(`selftest.overall_${overall(outcomes)}`)}</Note> : null}
      {outcomes.length > 0 ? <Outcomes outcomes={outcomes} /> : null}
      {done ? <Report outcomes={outcomes} /> : null}
    </div>
  );
}

function Outcomes({ outcomes }: { outcomes: readonly Outcome[] }) {
  const { t } = useTranslation();
  return (
    <ul className="card lines" aria-live="polite">
      {outcomes.map(({ name, verdict, measured }) => (
        <li key={name} className={`check-line ${verdict}`}>
          <span className="row">
            <Icon name={icons[verdict]} />
            <strong>{t(`selftest.check_${name}`)}</strong>
          </span>
          <span className="small">
            {t(`selftest.verdict_${verdict}`)}
            {measured ? ` · ${measured}` : ""}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Report({ outcomes }: { outcomes: readonly Outcome[] }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const text = () => reportOf(outcomes, { agent: navigator.userAgent, platform: platform(), at: new Date().toISOString() });
  return (
    <div>
      <Button icon={copied ? "check" : "copy"} onClick={() => void copyText(text()).then(setCopied)}>
        {copied ? t("common.copied") : t("selftest.copy")}
      </Button>
    </div>
  );
}
