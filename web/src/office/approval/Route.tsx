/** Who would decide, in order. */
import { useTranslation } from "react-i18next";
import type { Field, Tried } from "./approval.data";

export function Route({ stops, fields }: { stops: Tried["route"]; fields: readonly Field[] }) {
  const { t } = useTranslation();
  if (stops.length === 0) return <p className="muted">{t("approval.route_none")}</p>;
  const label = (id: string) => fields.find((field) => field.id === id)?.label ?? id;
  return (
    <ol className="approval-route">
      {stops.map((stop, at) => (
        // A step may be told of twice; its place is what tells them apart.
        // oxlint-disable-next-line no-array-index-key
        <li key={at}>
          <strong>{stop.name}</strong>{" "}
          {stop.mode && stop.people.length > 1 ? <span className="tag">{t(`approval.mode_${stop.mode}`)}</span> : null}
          {stop.mode ? null : <span className="tag">{t("approval.told_only")}</span>}
          <span className="muted">{stop.people.length > 0 ? stop.people.map(({ name }) => name).join("、") : t("approval.passes")}</span>
          {stop.editable.length > 0 ? <span className="small muted"> {t("approval.may_change", { fields: stop.editable.map(label).join("、") })}</span> : null}
        </li>
      ))}
    </ol>
  );
}
