import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/plain";
import type { Community } from "./homes.data";
import { communityAt, routeTo, whereAmI } from "./near";

/** Finds the community in which this device stands, when it is asked to; choosing by hand works without. */
export function FindHere({ communities, onFound }: { communities: readonly Community[]; onFound: (number: string) => void }) {
  const { t } = useTranslation();
  const find = useMutation({
    mutationFn: async () => {
      const here = await whereAmI();
      return { knows: here !== undefined, found: here && communityAt(here, communities) };
    },
    onSuccess: ({ found }) => {
      if (found) onFound(found.number);
    },
  });
  const said = find.data && !find.data.found ? t(find.data.knows ? "homes.near_none" : "homes.near_unknown") : undefined;
  if (!isSecureContext || !("geolocation" in navigator)) return null;
  return (
    <div className="stack tight">
      <div className="row wrap">
        <Button type="button" busy={find.isPending} onClick={() => find.mutate()}>
          {t("homes.near")}
        </Button>
      </div>
      <p className="small muted">{t("homes.near_hint")}</p>
      <p className="small" role="status">
        {find.data?.found ? t("homes.near_found", { name: find.data.found.name }) : said}
      </p>
    </div>
  );
}

/** The way to a community, in the device's own map. */
export function Route({ community }: { community: Community | undefined }) {
  const { t } = useTranslation();
  const href = community && routeTo(community);
  if (!community || !href) return null;
  return (
    <a className="small" href={href}>
      {t("homes.route", { address: community.address })}
    </a>
  );
}
