/** Scenes and rules of a home. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Field, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { MakeRule, useSayWhen } from "./Rule";
import { Steps, useSayStep } from "./Steps";
import { type Device, type Plans as All, plansQuery, type Step, useHome } from "./things.data";

type Props = { home: string; devices: readonly Device[]; manages: boolean };

export function Plans({ home, devices, manages }: Props) {
  const plans = useQuery(plansQuery(home));
  const parts = devices.flatMap(({ parts: all }) => all);
  if (!plans.data || (devices.length === 0 && plans.data.scenes.length === 0 && plans.data.rules.length === 0)) return null;
  return (
    <>
      <Scenes home={home} parts={parts} plans={plans.data} manages={manages} />
      <Rules home={home} parts={parts} plans={plans.data} manages={manages} />
    </>
  );
}

type Inner = { home: string; parts: Device["parts"]; plans: All; manages: boolean };

function Scenes({ home, parts, plans, manages }: Inner) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const say = useSayStep(parts);
  const { play, removeScene } = useHome(home);
  const [makes, setMakes] = useState(false);
  const failed = [play, removeScene].find(({ isError }) => isError);
  return (
    <section className="card stack" aria-labelledby="things-scenes">
      <h2 id="things-scenes">{t("things.scenes")}</h2>
      {plans.scenes.length === 0 ? <p className="muted">{t("things.scenes_none")}</p> : null}
      <ul className="home-list">
        {plans.scenes.map((one) => (
          <li key={one.id}>
            <span className="home-name">
              <strong>{one.name}</strong>
              <span className="small muted">{one.steps.map(say).join(" · ")}</span>
            </span>
            <span className="row wrap">
              <Button icon="play" aria-label={t("things.play_of", { name: one.name })} busy={play.isPending} onClick={() => play.mutate(one.id)}>
                {t("things.play")}
              </Button>
              {manages ? (
                <Button weight="quiet" aria-label={t("things.remove_of", { name: one.name })} busy={removeScene.isPending} onClick={() => removeScene.mutate(one.id)}>
                  {t("things.remove")}
                </Button>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      {play.isSuccess ? <Note tone="good" alert>{t("things.played", { count: play.data.heard })}</Note> : null}
      {manages ? (
        <Button icon="plus" onClick={() => setMakes(true)}>
          {t("things.scene_add")}
        </Button>
      ) : null}
      <Dialog open={makes} title={t("things.scene_add")} closeLabel={t("common.close")} onClose={() => setMakes(false)}>
        {makes ? <MakeScene home={home} parts={parts} onDone={() => setMakes(false)} /> : null}
      </Dialog>
    </section>
  );
}

function MakeScene({ home, parts, onDone }: { home: string; parts: Device["parts"]; onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { addScene } = useHome(home);
  const [name, setName] = useState("");
  const [steps, setSteps] = useState<Step[]>([]);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        addScene.mutate({ name, steps }, { onSuccess: onDone });
      }}
    >
      <Field label={t("things.plan_name")} hint={t("things.scene_hint")} value={name} maxLength={40} required autoComplete="off" onChange={(event) => setName(event.target.value)} />
      <Steps parts={parts} steps={steps} onChange={setSteps} />
      {addScene.isError ? <Note tone="warn" alert>{sayWhy(addScene.error)}</Note> : null}
      <Button type="submit" weight="door" busy={addScene.isPending} disabled={!name.trim() || steps.length === 0}>
        {t("things.keep")}
      </Button>
    </form>
  );
}

function Rules({ home, parts, plans, manages }: Inner) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const say = useSayStep(parts);
  const sayWhen = useSayWhen(parts);
  const { switchRule, removeRule } = useHome(home);
  const [makes, setMakes] = useState(false);
  const failed = [switchRule, removeRule].find(({ isError }) => isError);
  return (
    <section className="card stack" aria-labelledby="things-rules">
      <h2 id="things-rules">{t("things.rules")}</h2>
      {plans.rules.length === 0 ? <p className="muted">{t("things.rules_none")}</p> : null}
      <ul className="home-list">
        {plans.rules.map((one) => (
          <li key={one.id}>
            <span className="home-name">
              <strong>{one.name}</strong> <span className="tag">{t(one.on ? "things.rule_on" : "things.rule_off")}</span>
              <span className="small muted">{[sayWhen(one.when), ...one.steps.map(say)].join(" · ")}</span>
            </span>
            {manages ? (
              <span className="row wrap">
                <Button aria-label={t(one.on ? "things.switch_off_of" : "things.switch_on_of", { name: one.name })} busy={switchRule.isPending} onClick={() => switchRule.mutate({ rule: one.id, on: !one.on })}>
                  {t(one.on ? "things.switch_off" : "things.switch_on")}
                </Button>
                <Button weight="quiet" aria-label={t("things.remove_of", { name: one.name })} busy={removeRule.isPending} onClick={() => removeRule.mutate(one.id)}>
                  {t("things.remove")}
                </Button>
              </span>
            ) : null}
          </li>
        ))}
      </ul>
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      {manages ? (
        <Button icon="plus" onClick={() => setMakes(true)}>
          {t("things.rule_add")}
        </Button>
      ) : null}
      <Dialog open={makes} title={t("things.rule_add")} closeLabel={t("common.close")} onClose={() => setMakes(false)}>
        {makes ? <MakeRule home={home} parts={parts} onDone={() => setMakes(false)} /> : null}
      </Dialog>
    </section>
  );
}
