import { useParams } from "@tanstack/react-router";
import { Choose } from "@/yard/console/Choose";

export default function ConsolePage() {
  const { code } = useParams({ from: "/frame/console/$code" });
  return (
    <div className="page narrow">
      <Choose key={code} code={code} />
    </div>
  );
}
