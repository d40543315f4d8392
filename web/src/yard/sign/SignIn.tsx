import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { recall, remember } from "@/ui/memory";
import { Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import type { House } from "../house/house.data";
import { meQuery } from "../me/me.data";
import { type Asked, askedQuery } from "../policy/policy.data";
import { CodeStep, NameStep } from "./CodeStep";
import { ConsentScreen } from "./ConsentScreen";
import { PlaceStep } from "./PlaceStep";
import { type Consent, type Step, stillAgreed } from "./sign.model";

type SignInProps = { house: House; onDone: () => void; onDecline: () => void };

/** Sign-up and sign-in are one path: nobody has to know which of the two they need. */
export function SignIn({ house, onDone, onDecline }: SignInProps) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const asked = useQuery(askedQuery(i18n.language));
  if (asked.isError) return <Note tone="warn">{sayWhy(asked.error)}</Note>;
  if (!asked.data) return <Waiting label={t("common.loading")} />;
  return <Steps house={house} asked={asked.data} onDone={onDone} onDecline={onDecline} />;
}

function Steps({ house, asked, onDone, onDecline }: SignInProps & { asked: Asked }) {
  const cache = useQueryClient();
  const earlier = recall("consent");
  const [consent, setConsent] = useState<Consent | undefined>(() => (stillAgreed(earlier, asked) ? earlier : undefined));
  const [step, setStep] = useState<Step>({ at: consent ? "place" : "consent" });

  const agree = (given: Consent) => {
    setConsent(given);
    remember("consent", given);
    setStep({ at: "place" });
  };
  const done = () => {
    void cache.invalidateQueries(meQuery);
    onDone();
  };

  if (step.at === "consent" || !consent) return <ConsentScreen asked={asked} onAgree={agree} onDecline={onDecline} />;
  switch (step.at) {
    case "place":
      return (
        <PlaceStep
          house={house}
          consent={consent}
          phone={step.phone}
          onAbroad={(phone) => setStep({ at: "abroad", phone })}
          onSent={(place, resendAt) => setStep({ at: "code", place, resendAt })}
          onDone={done}
          onReadAgain={() => setStep({ at: "consent" })}
        />
      );
    case "abroad":
      return (
        <Abroad
          onAgree={(more) => {
            agree({ ...consent, purposes: [...consent.purposes, ...more.purposes] });
            setStep({ at: "place", phone: step.phone });
          }}
          onDecline={() => setStep({ at: "place" })}
        />
      );
    case "code":
      return (
        <CodeStep
          place={step.place}
          consent={consent}
          resendAt={step.resendAt}
          onNameMissing={(code) => setStep({ at: "name", place: step.place, code })}
          onDone={done}
          onBack={() => setStep({ at: "place" })}
        />
      );
    case "name":
      return <NameStep place={step.place} code={step.code} onDone={done} onBack={() => setStep({ at: "place" })} />;
  }
}

/** What is asked besides of a number from abroad, and of no other. */
function Abroad({ onAgree, onDecline }: { onAgree: (more: Consent) => void; onDecline: () => void }) {
  const { t, i18n } = useTranslation();
  const asked = useQuery(askedQuery(i18n.language, true));
  if (!asked.data) return <Waiting label={t("common.loading")} />;
  return <ConsentScreen asked={asked.data} onAgree={onAgree} onDecline={onDecline} />;
}
