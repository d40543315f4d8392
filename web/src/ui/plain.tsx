/** Buttons, fields and surfaces of the pages that come without the component kit. */
import {
  type ButtonHTMLAttributes,
  type InputHTMLAttributes,
  type ReactNode,
  type TextareaHTMLAttributes,
  useEffect,
  useId,
  useRef,
} from "react";
import { Icon, type IconName } from "./Icon";

type Weight = "door" | "plain" | "quiet" | "danger";

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  weight?: Weight;
  icon?: IconName;
  busy?: boolean;
  wide?: boolean;
};

/** `door` is the one action of a page. */
export function Button({ weight = "plain", icon, busy, wide, children, disabled, className, ...rest }: ButtonProps) {
  const classes = ["button", weight, wide ? "wide" : "", className ?? ""].filter(Boolean).join(" ");
  return (
    <button type="button" {...rest} className={classes} disabled={disabled || busy} aria-busy={busy || undefined}>
      {busy ? <span className="turning" aria-hidden="true" /> : icon ? <Icon name={icon} /> : null}
      <span>{children}</span>
    </button>
  );
}

type FieldProps = InputHTMLAttributes<HTMLInputElement> & { label: string; hint?: ReactNode; mistake?: string | undefined };

export function Field({ label, hint, mistake, id, ...rest }: FieldProps) {
  const own = useId();
  const at = id ?? own;
  const described = mistake ? `${at}-mistake` : hint ? `${at}-hint` : undefined;
  return (
    <div className="field">
      <label htmlFor={at}>{label}</label>
      <input id={at} {...rest} aria-invalid={mistake ? true : undefined} aria-describedby={described} />
      {mistake ? (
        <p className="mistake" id={`${at}-mistake`} role="alert">
          {mistake}
        </p>
      ) : hint ? (
        <p className="hint" id={`${at}-hint`}>
          {hint}
        </p>
      ) : null}
    </div>
  );
}

type TextProps = TextareaHTMLAttributes<HTMLTextAreaElement> & { label: string; mistake?: string | undefined };

/** Several lines. */
export function TextField({ label, mistake, id, ...rest }: TextProps) {
  const own = useId();
  const at = id ?? own;
  return (
    <div className="field">
      <label htmlFor={at}>{label}</label>
      <textarea id={at} rows={5} {...rest} aria-invalid={mistake ? true : undefined} aria-describedby={mistake ? `${at}-mistake` : undefined} />
      {mistake ? (
        <p className="mistake" id={`${at}-mistake`} role="alert">
          {mistake}
        </p>
      ) : null}
    </div>
  );
}

type CheckProps = { checked: boolean; onChange: (checked: boolean) => void; children: ReactNode; disabled?: boolean };

export function Check({ checked, onChange, children, disabled }: CheckProps) {
  return (
    <label className="check">
      <input type="checkbox" checked={checked} disabled={disabled} onChange={(event) => onChange(event.target.checked)} />
      <span>{children}</span>
    </label>
  );
}

type SelectProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  choices: readonly { value: string; label: string }[];
  disabled?: boolean;
};

export function Select({ label, value, onChange, choices, disabled }: SelectProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} disabled={disabled} onChange={(event) => onChange(event.target.value)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  );
}

type NoteProps = { tone?: "calm" | "good" | "warn"; children: ReactNode; alert?: boolean };

export function Note({ tone = "calm", children, alert }: NoteProps) {
  const icon: IconName = tone === "good" ? "check" : tone === "warn" ? "warn" : "info";
  return (
    <div className={`note ${tone}`} role={alert ? "alert" : undefined}>
      <Icon name={icon} />
      <div>{children}</div>
    </div>
  );
}

export function Waiting({ label }: { label: string }) {
  return (
    <div className="waiting" role="status">
      <span className="turning" aria-hidden="true" />
      <span>{label}</span>
    </div>
  );
}

type DialogProps = { open: boolean; title: string; onClose: () => void; closeLabel: string; children: ReactNode };

export function Dialog({ open, title, onClose, closeLabel, children }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = box.current;
    if (!dialog) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);
  return (
    <dialog ref={box} className="dialog" aria-label={title} onClose={onClose} onCancel={onClose}>
      {open ? (
        <>
          <header>
            <h2>{title}</h2>
            <button type="button" className="round quiet" aria-label={closeLabel} onClick={onClose}>
              <Icon name="close" />
            </button>
          </header>
          {children}
        </>
      ) : null}
    </dialog>
  );
}

/** A person without a picture: the last sign of a Chinese name, the first of another. */
export function Face({ name, picture, size = 40 }: { name: string; picture?: string | null | undefined; size?: number }) {
  const style = { width: size, height: size, fontSize: size * 0.42 };
  if (picture) return <img className="face" style={style} src={picture} alt="" />;
  const signs = Array.from(name.trim());
  const sign = /\p{Script=Han}/u.test(name) ? signs.at(-1) : signs[0]?.toUpperCase();
  return (
    <span className={`face tone${toneOf(name)}`} style={style} aria-hidden="true">
      {sign ?? "·"}
    </span>
  );
}

function toneOf(name: string): number {
  let sum = 0;
  for (const sign of name) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) % 9973;
  return sum % 4;
}
