import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field } from "@/ui/plain";

const NUMBER_DIGITS = 9;

/** A meeting's nine digits, typed as they were read aloud. */
export function JoinNumber({ onNumber, weight = "door" }: { onNumber: (number: string) => void; weight?: "door" | "plain" }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [mistake, setMistake] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const digits = text.replace(/\D/g, "");
    if (digits.length === NUMBER_DIGITS) onNumber(digits);
    else setMistake(t("landing.number_wrong"));
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <Field
        label={t("landing.number")}
        hint={t("landing.number_hint")}
        mistake={mistake}
        className="number"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setMistake(undefined);
        }}
        inputMode="numeric"
        autoComplete="off"
        placeholder="000 000 000"
        maxLength={13}
      />
      <Button type="submit" weight={weight} wide>
        {t("landing.join")}
      </Button>
    </form>
  );
}
