import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { meQuery } from "@/yard/me/me.data";
import { note } from "../log/log";
import { Frame } from "./Frame";
import { Home } from "./Home";
import { Lost, Stumbled, Wait } from "./Lost";

type Context = { queries: QueryClient };

const root = createRootRouteWithContext<Context>()({ notFoundComponent: Lost, errorComponent: Stumbled });

/** What wants somebody signed in; a stranger is led to the door and back. */
async function signedIn({ context, location }: { context: Context; location: { pathname: string; searchStr: string; hash: string } }) {
  const me = await context.queries.ensureQueryData(meQuery);
  if (me) return;
  // What stands behind the `#` stays there: a link into a group holds a secret that no server may see.
  const hash = location.hash ? `#${location.hash}` : "";
  throw redirect({ href: `/enter?next=${encodeURIComponent(location.pathname + location.searchStr)}${hash}`, reloadDocument: true });
}

/** Everything in the frame wants that. */
const frame = createRoute({ getParentRoute: () => root, id: "frame", component: Frame, beforeLoad: signedIn });

const page = <Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => frame, path, component });

const routes = root.addChildren([
  // Pages to which applications of others lead stand by themselves, outside the frame.
  createRoute({
    getParentRoute: () => root,
    path: "/authorize",
    beforeLoad: signedIn,
    component: lazyRouteComponent(() => import("./ApplicationsPage"), "AuthorizePage"),
  }),
  createRoute({ getParentRoute: () => root, path: "/farewell", component: lazyRouteComponent(() => import("./ApplicationsPage"), "FarewellPage") }),
  frame.addChildren([
    createRoute({ getParentRoute: () => frame, path: "/home", component: Home }),
    page("/orgs", lazyRouteComponent(() => import("./OrgsPage"))),
    createRoute({
      getParentRoute: () => frame,
      path: "/orgs/$org",
      component: lazyRouteComponent(() => import("./OrgPage")),
    }),
    createRoute({
      getParentRoute: () => frame,
      path: "/orgs/$org/attendance",
      component: lazyRouteComponent(() => import("./AttendancePage")),
    }),
    createRoute({
      getParentRoute: () => frame,
      path: "/orgs/$org/leave",
      component: lazyRouteComponent(() => import("./LeavePage")),
    }),
    createRoute({
      getParentRoute: () => frame,
      path: "/orgs/$org/applications",
      component: lazyRouteComponent(() => import("./ApplicationsPage")),
    }),
    createRoute({
      getParentRoute: () => frame,
      path: "/console/$code",
      component: lazyRouteComponent(() => import("./ConsolePage")),
    }),
    page("/chats", lazyRouteComponent(() => import("./ChatsPage"))),
    page("/chats/$conversation", lazyRouteComponent(() => import("./ChatsPage"))),
    page("/search", lazyRouteComponent(() => import("./SearchPage"))),
    page("/search/$conversation", lazyRouteComponent(() => import("./SearchPage"))),
    page("/phone", lazyRouteComponent(() => import("./PhonePage"))),
    page("/urgent", lazyRouteComponent(() => import("./UrgentPage"))),
    page("/homes", lazyRouteComponent(() => import("./HomesPage"))),
    createRoute({
      getParentRoute: () => frame,
      path: "/homes/$org",
      component: lazyRouteComponent(() => import("./HomesDeskPage")),
    }),
    createRoute({
      getParentRoute: () => frame,
      path: "/homes/doors/$home",
      component: lazyRouteComponent(() => import("./DoorsPage")),
    }),
    createRoute({
      getParentRoute: () => frame,
      path: "/homes/$org/passes",
      component: lazyRouteComponent(() => import("./DoorsDeskPage")),
    }),
    createRoute({
      getParentRoute: () => frame,
      path: "/homes/vehicles/$home",
      component: lazyRouteComponent(() => import("./VehiclesPage")),
    }),
    createRoute({
      getParentRoute: () => frame,
      path: "/homes/$org/lanes",
      component: lazyRouteComponent(() => import("./LanesDeskPage")),
    }),
    createRoute({
      getParentRoute: () => frame,
      path: "/homes/visits/$home",
      component: lazyRouteComponent(() => import("./VisitsPage")),
    }),
    createRoute({
      getParentRoute: () => frame,
      path: "/homes/$org/gate",
      component: lazyRouteComponent(() => import("./PostsDeskPage")),
    }),
    createRoute({
      getParentRoute: () => frame,
      path: "/gate/$org",
      component: lazyRouteComponent(() => import("./GatePage")),
    }),
    createRoute({
      getParentRoute: () => frame,
      path: "/homes/devices/$home",
      component: lazyRouteComponent(() => import("./ThingsPage")),
    }),
    createRoute({
      getParentRoute: () => frame,
      path: "/linked",
      component: lazyRouteComponent(() => import("./LinkedPage")),
      // Where somebody did not agree there, the maker's page leads back without a code.
      validateSearch: ({ state, code }: Record<string, unknown>) => ({ state: state ? String(state) : undefined, code: code ? String(code) : undefined }),
    }),
    createRoute({
      getParentRoute: () => frame,
      path: "/homes/$org/equipment",
      component: lazyRouteComponent(() => import("./EquipmentDeskPage")),
    }),
    createRoute({
      getParentRoute: () => frame,
      path: "/homes/$org/stations",
      component: lazyRouteComponent(() => import("./StationsDeskPage")),
    }),
    page("/calendar", lazyRouteComponent(() => import("./CalendarPage"))),
    page("/approvals", lazyRouteComponent(() => import("./ApprovalsPage"))),
    createRoute({
      getParentRoute: () => frame,
      path: "/approvals/$org",
      component: lazyRouteComponent(() => import("./ApprovalsPage")),
    }),
    createRoute({
      getParentRoute: () => frame,
      path: "/approvals/$org/ask/$form",
      component: lazyRouteComponent(() => import("./ApprovalsPage"), "AskPage"),
    }),
    createRoute({
      getParentRoute: () => frame,
      path: "/approvals/$org/cases/$case",
      component: lazyRouteComponent(() => import("./ApprovalsPage"), "CasePage"),
    }),
    createRoute({
      getParentRoute: () => frame,
      path: "/approvals/$org/desk",
      component: lazyRouteComponent(() => import("./ApprovalsDeskPage")),
    }),
    createRoute({
      getParentRoute: () => frame,
      path: "/approvals/$org/desk/$form",
      component: lazyRouteComponent(() => import("./ApprovalsDeskPage"), "DrawPage"),
    }),
    page("/contacts", lazyRouteComponent(() => import("./ContactsPage"))),
    page("/data", lazyRouteComponent(() => import("./DataPage"))),
    page("/me", lazyRouteComponent(() => import("./MePage"))),
    page("/pushed", lazyRouteComponent(() => import("./NoticesPage"), "PushedPage")),
    page("/notices", lazyRouteComponent(() => import("./NoticesPage"))),
    page("/desk", lazyRouteComponent(() => import("./DeskPage"))),
    page("/me/permissions", lazyRouteComponent(() => import("./PermissionsPage"))),
    page("/me/applications", lazyRouteComponent(() => import("./ApplicationsPage"), "MinePage")),
    page("/me/real-name", lazyRouteComponent(() => import("./RealNamePage"))),
    page("/about", lazyRouteComponent(() => import("./AboutPage"))),
    page("/settings", lazyRouteComponent(() => import("./SettingsPage"))),
  ]),
]);

export function freshRouter(queries: QueryClient) {
  const router = createRouter({ routeTree: routes, context: { queries }, defaultPreload: "intent", defaultPendingComponent: Wait });
  router.subscribe("onResolved", ({ toLocation }) => note("page", toLocation.pathname));
  return router;
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof freshRouter>;
  }
}
