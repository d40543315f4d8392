import "i18next";
import type approval from "@/office/approval/approval.zh.json";
import type letters from "@/community/letters/letters.zh.json";
import type imports from "@/community/imports/imports.zh.json";
import type agents from "@/community/agents/agents.zh.json";
import type outside from "@/yard/outside/outside.zh.json";
import type takeover from "@/yard/succession/takeover.zh.json";
import type freeze from "@/yard/freeze/freeze.zh.json";
import type files from "@/chat/file/file.zh.json";
import type air from "@/community/air/air.zh.json";
import type nine from "@/yard/permissions/nine.zh.json";
import type face from "@/community/face/face.zh.json";
import type homecoming from "@/community/homecoming/homecoming.zh.json";
import type doors from "@/community/doors/doors.zh.json";
import type intercom from "@/community/intercom/intercom.zh.json";
import type attendance from "@/office/attendance/attendance.zh.json";
import type leave from "@/office/leave/leave.zh.json";
import type rota from "@/office/attendance/rota/rota.zh.json";
import type visits from "@/community/visits/visits.zh.json";
import type vehicles from "@/community/vehicles/vehicles.zh.json";
import type invited from "@/office/invited/invited.zh.json";
import type calendar from "@/office/calendar/calendar.zh.json";
import type phone from "@/chat/phone/phone.zh.json";
import type sealed from "@/chat/sealed/sealed.zh.json";
import type selftest from "@/meet/selftest/selftest.zh.json";
import type kept from "@/meet/kept/kept.zh.json";
import type ticket from "@/yard/ticket/ticket.zh.json";
import type screen from "@/yard/console/console.zh.json";
import type application from "@/yard/application/application.zh.json";
import type roster from "@/yard/roster/roster.zh.json";
import type scim from "@/yard/scim/scim.zh.json";
import type realname from "@/yard/realname/realname.zh.json";
import type things from "@/community/things/things.zh.json";
import type answering from "@/community/answering/answering.zh.json";
import type terminals from "@/community/terminals/terminals.zh.json";
import type stations from "@/community/stations/stations.zh.json";
import type overview from "@/community/overview/overview.zh.json";
import type within from "./within.zh.json";
import type zh from "./zh-CN.json";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: {
      translation: typeof zh
        & typeof within
        & typeof outside
        & typeof takeover
        & typeof freeze
        & typeof ticket
        & typeof files
        & typeof kept
        & typeof selftest
        & typeof sealed
        & typeof intercom
        & typeof imports
        & typeof letters
        & typeof agents
        & typeof doors
        & typeof air
        & typeof nine
        & typeof face
        & typeof homecoming
        & typeof realname
        & typeof application
        & typeof roster
        & typeof scim
        & typeof screen
        & typeof visits
        & typeof attendance
        & typeof leave
        & typeof rota
        & typeof vehicles
        & typeof things
        & typeof stations
        & typeof terminals
        & typeof answering
        & typeof overview
        & typeof calendar
        & typeof invited
        & typeof approval
        & typeof phone;
    };
  }
}
