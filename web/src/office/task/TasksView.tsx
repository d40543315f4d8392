/** What I have to do, and what I asked others to do: beside the calendar, and on a page of its own. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Note, Waiting } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { TaskForm } from "./TaskForm";
import { type Task, tasksQuery, useDone, useRemoveTask, useTick } from "./task.data";
import "@/office/calendar/words";
import "./task.css";

type Props = { me: string; org: { id: string; name: string } | undefined };

export function TasksView({ me, org }: Props) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const tasks = useQuery(tasksQuery);
  const [form, setForm] = useState<{ task?: Task }>();
  const [shows, setShows] = useState(false);
  const open = tasks.data?.filter((task) => !task.done) ?? [];
  const done = tasks.data?.filter((task) => task.done) ?? [];
  // When this page was opened: what becomes late meanwhile shows when it is looked at again.
  const [now] = useState(() => Date.now());
  return (
    <section className="stack tasks" aria-labelledby="tasks-title">
      <div className="row apart">
        <h2 id="tasks-title">{t("tasks.title")}</h2>
        <Button icon="plus" onClick={() => setForm({})}>{t("tasks.add")}</Button>
      </div>
      {tasks.isPending ? <Waiting label={t("common.loading")} /> : null}
      {tasks.isError ? <Note tone="warn" alert>{sayWhy(tasks.error)}</Note> : null}
      {tasks.data && open.length === 0 ? <p className="muted">{t("tasks.none")}</p> : null}
      <ul className="task-list">
        {open.map((task) => <Row key={task.id} task={task} me={me} now={now} onEdit={() => setForm({ task })} />)}
      </ul>
      {done.length > 0 ? (
        <Button weight="quiet" aria-expanded={shows} onClick={() => setShows(!shows)}>{t("tasks.done_count", { count: done.length })}</Button>
      ) : null}
      {shows ? (
        <ul className="task-list">
          {done.map((task) => <Row key={task.id} task={task} me={me} now={now} onEdit={() => setForm({ task })} />)}
        </ul>
      ) : null}
      {form ? <TaskForm task={form.task} me={me} org={org} onClose={() => setForm(undefined)} /> : null}
    </section>
  );
}

function Row({ task, me, now, onEdit }: { task: Task; me: string; now: number; onEdit: () => void }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const [done, tick, remove] = [useDone(), useTick(), useRemoveTask()];
  const [sure, setSure] = useState(false);
  const others = task.doers.filter(({ person }) => person !== me).map(({ name }) => name ?? "—");
  const isLate = task.due && !task.done && Date.parse(task.due) < now;
  const said = [task.own ? undefined : t("tasks.from", { name: task.maker ?? "—" }), others.length > 0 ? others.join("、") : undefined];
  const failed = [done, tick, remove].find(({ isError }) => isError);
  return (
    <li className={task.done ? "task done" : "task"}>
      <Check checked={Boolean(task.done)} disabled={done.isPending} onChange={(on) => done.mutate({ task: task.id, done: on })}>
        <strong>{task.title}</strong>
      </Check>
      {task.due ? <p className={isLate ? "small task-late" : "small muted"}>{t(isLate ? "tasks.late" : "tasks.due_at", { at: showInstant(task.due, i18n.language) })}</p> : null}
      {said.some(Boolean) ? <p className="small muted">{said.filter(Boolean).join(" · ")}</p> : null}
      {task.notes ? <p className="small task-notes">{task.notes}</p> : null}
      {task.steps.length > 0 ? (
        <div className="task-steps">
          {task.steps.map((step, at) => (
            <Check key={`${at}${step.text}`} checked={step.done ?? false} disabled={tick.isPending} onChange={(on) => tick.mutate({ task: task.id, seen: task.steps, steps: task.steps.map((one, which) => (which === at ? { ...one, done: on } : one)) })}>
              {step.text}
            </Check>
          ))}
        </div>
      ) : null}
      {task.own ? (
        <div className="row wrap task-acts">
          <Button weight="quiet" aria-label={t("tasks.edit_of", { title: task.title })} onClick={onEdit}>{t("tasks.edit")}</Button>
          <Button weight={sure ? "danger" : "quiet"} aria-label={t("tasks.remove_of", { title: task.title })} busy={remove.isPending} onClick={() => (sure ? remove.mutate(task.id) : setSure(true))}>{t(sure ? "tasks.remove_sure" : "tasks.remove")}</Button>
        </div>
      ) : null}
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
    </li>
  );
}
