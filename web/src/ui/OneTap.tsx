import { Button, Note } from "./plain";
import { useSayWhy } from "./words";

type Act = { isSuccess: boolean; isError: boolean; isPending: boolean; error: unknown };

/** What the link of a message opens: one tap does it, without signing in. */
export function OneTap({ act, title, lead, go, done, onGo }: { act: Act; title: string; lead: string; go: string; done: string; onGo: () => void }) {
  const sayWhy = useSayWhy();
  if (act.isSuccess) return <Note tone="good" alert>{done}</Note>;
  return (
    <section className="card stack">
      <h1>{title}</h1>
      <p>{lead}</p>
      <Button weight="door" busy={act.isPending} onClick={onGo}>
        {go}
      </Button>
      {act.isError ? <Note tone="warn" alert>{sayWhy(act.error)}</Note> : null}
    </section>
  );
}
