/** A plan as it stands in a form, and as the house takes it. */
import { linesOf } from "@/ui/lines";
import type { Plan, Way } from "./attendance.data";

export const minuteOf = (wall: string): number => {
  const [hour = 0, minute = 0] = wall.split(":").map(Number);
  return hour * 60 + minute;
};
export const wallOf = (minute: number): string => `${String(Math.floor((minute % 1_440) / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

/** The first site, as people write it; further ones stay as they are. */
export type Written = {
  week: (string | null)[];
  holidays: Plan["holidays"];
  grace: string;
  overtime: string;
  ways: Way[];
  outside: Plan["outside"];
  exact: string;
  site: { name: string; latitude: string; longitude: string; radius: string; networks: string; wifi: string; beacons: string };
};

export function written(plan: Plan | null | undefined, shift: string): Written {
  const site = plan?.sites?.[0];
  const heard = (way: Way) => (site?.heard ?? []).filter((one) => one.way === way).map(({ address, room }) => [address, room].filter(Boolean).join(" "));
  return {
    week: plan?.week ?? [shift, shift, shift, shift, shift, null, null],
    holidays: plan?.holidays ?? "china",
    grace: String(plan?.tolerance.grace_min ?? 5),
    overtime: String(plan?.tolerance.overtime_from_min ?? ""),
    ways: plan?.ways ?? ["place"],
    outside: plan?.outside ?? "mark",
    exact: plan?.exact ?? "",
    site: {
      name: site?.name ?? "",
      latitude: site ? String(site.latitude_e6 / 1e6) : "",
      longitude: site ? String(site.longitude_e6 / 1e6) : "",
      radius: String(site?.radius_m ?? 200),
      networks: (site?.networks ?? []).join("\n"),
      wifi: heard("wifi").join("\n"),
      beacons: heard("beacon").join("\n"),
    },
  };
}

export function planOf({ week, holidays, grace, overtime, ways, outside, exact, site }: Written, before?: Plan | null): Plan {
  const heard = (way: "wifi" | "beacon", text: string) =>
    linesOf(text).map((line) => {
      const [address = "", ...room] = line.split(/\s+/);
      return { way, address, room: room.join(" ") };
    });
  const first = {
    name: site.name,
    latitude_e6: Math.round(Number(site.latitude) * 1e6),
    longitude_e6: Math.round(Number(site.longitude) * 1e6),
    radius_m: Number(site.radius),
    networks: linesOf(site.networks),
    heard: [...heard("wifi", site.wifi), ...heard("beacon", site.beacons)],
  };
  return {
    week: week as Plan["week"],
    holidays,
    tolerance: { grace_min: Number(grace), absent_after_min: before?.tolerance.absent_after_min ?? null, overtime_from_min: overtime === "" ? null : Number(overtime) },
    ways,
    outside,
    sites: site.name ? [first, ...(before?.sites ?? []).slice(1)] : [],
    exact: exact.trim() || null,
  };
}
