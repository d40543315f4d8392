/** The two icons that only calls need, drawn as the house's own; not on the shared sheet, which guests load. */
const shapes = {
  call: "M6 3.5h3l1.8 4.6-2.2 1.7a12.5 12.5 0 0 0 5.6 5.6l1.7-2.2 4.6 1.8v3a2 2 0 0 1-2.2 2A16.8 16.8 0 0 1 4 5.7a2 2 0 0 1 2-2.2Z",
  hangUp: "M3.2 15.5c-1.4-1.6-.9-3.3.5-4.5 4.6-3.8 12-3.8 16.6 0 1.4 1.2 1.9 2.9.5 4.5l-.6.7-4-1.6v-2.4a12 12 0 0 0-8.4 0v2.4l-4 1.6Z",
} as const;

export type CallIconName = keyof typeof shapes;

export function CallIcon({ name, size = 20 }: { name: CallIconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  );
}
