/** The bar that says who asks one into a telephone conference. */
import { useQuery } from "@tanstack/react-query";
import { Link, useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/plain";
import { useRing } from "../call/ring";
import { colleaguesQuery } from "../contacts/contacts.data";
import { callQuery } from "./phone.data";
import "./words";
import "./phone.css";

const AGAIN_MS = 5_000;

type AskedProps = { asked: { phone: string; by: string; silent: boolean }; onClose: () => void };

export function PhoneAsked({ asked: { phone, by, silent }, onClose }: AskedProps) {
  const { t } = useTranslation();
  const call = useQuery({ ...callQuery(phone), refetchInterval: AGAIN_MS });
  const org = call.data?.org ?? "";
  const found = useQuery({ ...colleaguesQuery(org, { text: "", department: undefined, from: 0 }), enabled: org !== "" });
  const name = found.data?.items.find(({ person }) => person === by)?.name ?? t("conversation.somebody");
  const isThere = useRouterState({ select: ({ location }) => location.pathname }) === "/phone";
  const isOver = call.isError || isThere;
  useEffect(() => {
    if (isOver) onClose();
  }, [isOver, onClose]);
  useRing(silent || isOver ? undefined : "in");
  return (
    <div className="phone-asked" role="alertdialog" aria-label={t("phone.title")}>
      <span>{t("phone.asked", { name })}</span>
      <Link className="button door" to="/phone">
        {t("phone.open_it")}
      </Link>
      <Button weight="quiet" icon="close" aria-label={t("phone.close_keys")} onClick={onClose} />
    </div>
  );
}
