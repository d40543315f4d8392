import { useQuery } from "@tanstack/react-query";
import { CalendarView } from "@/office/calendar/CalendarView";
import { TasksView } from "@/office/task/TasksView";
import { meQuery } from "@/yard/me/me.data";
import { useStand } from "./stand";

export default function CalendarPage() {
  const { data: me } = useQuery(meQuery);
  const org = useStand(me);
  if (!me) return null;
  return <CalendarView key={org?.id ?? ""} me={me.id} org={org} tasks={<TasksView me={me.id} org={org} />} />;
}
