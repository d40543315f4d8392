/** A task as it is made or changed. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { membersQuery } from "@/yard/orgs/orgs.data";
import { linesOf } from "@/ui/lines";
import { Button, Check, Dialog, Field, Note, TextField } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Task, type TaskWish, useAddTask, useChangeTask } from "./task.data";

type Props = { task: Task | undefined; me: string; org: { id: string; name: string } | undefined; onClose: () => void };

const two = (number: number) => String(number).padStart(2, "0");
/** An instant as a field for date and time takes it. */
function local(at: string | null): string {
  if (!at) return "";
  const day = new Date(at);
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}T${two(day.getHours())}:${two(day.getMinutes())}`;
}
const instant = (typed: string) => (typed ? new Date(typed).toISOString() : null);

export function TaskForm({ task, me, org, onClose }: Props) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [add, change] = [useAddTask(), useChangeTask(task?.id ?? "")];
  const of = task?.org ?? org?.id;
  const members = useQuery({ ...membersQuery(of ?? ""), enabled: of !== undefined });
  const [said, setSaid] = useState({ title: task?.title ?? "", notes: task?.notes ?? "", due: local(task?.due ?? null), remind: local(task?.remind ?? null) });
  const [steps, setSteps] = useState(task?.steps.map(({ text }) => text).join("\n") ?? "");
  const [doers, setDoers] = useState(task?.doers.map(({ person }) => person) ?? []);
  const field = (name: keyof typeof said) => ({ value: said[name], onChange: (event: { target: { value: string } }) => setSaid((known) => ({ ...known, [name]: event.target.value })) });
  const failed = [add, change].find(({ isError }) => isError);
  const save = () => {
    // A step that stays keeps whether it is done.
    const wish: TaskWish = { title: said.title, notes: said.notes || null, steps: linesOf(steps).map((text) => ({ text, done: task?.steps.find((step) => step.text === text)?.done ?? false })), org: of ?? null, doers, due: instant(said.due), remind: instant(said.remind) };
    if (task) change.mutate(wish, { onSuccess: onClose });
    else add.mutate(wish, { onSuccess: onClose });
  };
  return (
    <Dialog open title={t(task ? "tasks.edit" : "tasks.add")} closeLabel={t("common.close")} onClose={onClose}>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); save(); }}>
        <Field label={t("tasks.what")} required maxLength={200} autoFocus {...field("title")} />
        <div className="event-when">
          <Field label={t("tasks.due")} type="datetime-local" {...field("due")} />
          <Field label={t("tasks.remind")} type="datetime-local" {...field("remind")} />
        </div>
        <TextField label={t("tasks.steps")} rows={3} value={steps} onChange={(event) => setSteps(event.target.value)} />
        <TextField label={t("tasks.notes")} rows={3} maxLength={4_000} {...field("notes")} />
        {members.data && members.data.items.length > 1 ? (
          <fieldset className="event-people">
            <legend>{t("tasks.doers")}</legend>
            <div className="event-people-list">
              {members.data.items.map(({ person, name }) => (
                <Check key={person} checked={doers.includes(person)} onChange={(on) => setDoers(on ? [...doers, person] : doers.filter((one) => one !== person))}>
                  {person === me ? t("tasks.myself") : name}
                </Check>
              ))}
            </div>
          </fieldset>
        ) : null}
        {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
        <Button type="submit" weight="door" busy={add.isPending || change.isPending}>{t("tasks.save")}</Button>
      </form>
    </Dialog>
  );
}
