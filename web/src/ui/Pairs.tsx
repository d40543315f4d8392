import { Fragment, type ReactNode } from "react";

/** What is said of something, by its name; what is not said is left out. */
export type Pair = readonly [term: string, said: ReactNode];

export function Pairs({ rows }: { rows: readonly Pair[] }) {
  return (
    <dl className="pair">
      {rows.map(([term, said]) =>
        said ? (
          <Fragment key={term}>
            <dt>{term}</dt>
            <dd>{said}</dd>
          </Fragment>
        ) : null,
      )}
    </dl>
  );
}
