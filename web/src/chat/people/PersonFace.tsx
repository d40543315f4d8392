import { useState } from "react";
import { Face } from "@/ui/plain";

/** Who was found to have no picture; asked once per page. */
const without = new Set<string>();

/** Somebody's picture where he shows it, the sign of his name until it is there. */
export function PersonFace({ person, name, size = 40 }: { person: string | null | undefined; name: string; size?: number }) {
  const [isBare, setBare] = useState(!person || without.has(person));
  const [isHere, setHere] = useState(false);
  if (!person || isBare) return <Face name={name} size={size} />;
  return (
    <span className="person-face" style={{ width: size, height: size }}>
      {isHere ? null : <Face name={name} size={size} />}
      <img
        className="face"
        width={size}
        height={size}
        loading="lazy"
        alt=""
        src={`/api/v1/people/${person}/avatar`}
        onLoad={() => setHere(true)}
        onError={() => {
          without.add(person);
          setBare(true);
        }}
      />
    </span>
  );
}

/** Several people: a group. */
export function GroupFace({ name, size = 40 }: { name: string; size?: number }) {
  return (
    <span className="group-face" style={{ width: size, height: size }}>
      <Face name={name} size={size} />
    </span>
  );
}
