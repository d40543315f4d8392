//! The house as a whole, through HTTP on the real server in-process, on a real database.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

#[path = "house/account.rs"]
mod account;
#[path = "house/advert.rs"]
mod advert;
#[path = "house/agent.rs"]
mod agent;
#[path = "house/agent_door.rs"]
mod agent_door;
#[path = "house/agent_full.rs"]
mod agent_full;
// By far the longest: it begins among the first, so that others run beside it to its end.
#[path = "house/ages.rs"]
mod ages;
#[path = "house/answering.rs"]
mod answering;
#[path = "house/applications.rs"]
mod applications;
#[path = "house/approvals.rs"]
mod approvals;
#[path = "house/approvals_acting.rs"]
mod approvals_acting;
#[path = "house/approvals_changed.rs"]
mod approvals_changed;
#[path = "house/approvals_kept.rs"]
mod approvals_kept;
#[path = "house/approvals_mended.rs"]
mod approvals_mended;
#[path = "house/approvals_more.rs"]
mod approvals_more;
#[path = "house/approvals_people.rs"]
mod approvals_people;
#[path = "house/assessment.rs"]
mod assessment;
#[path = "house/attendance.rs"]
mod attendance;
#[path = "house/attendance_address.rs"]
mod attendance_address;
#[path = "house/attendance_agreed.rs"]
mod attendance_agreed;
#[path = "house/attendance_faces.rs"]
mod attendance_faces;
#[path = "house/attendance_faces_kept.rs"]
mod attendance_faces_kept;
#[path = "house/attendance_faces_line.rs"]
mod attendance_faces_line;
#[path = "house/attendance_month.rs"]
mod attendance_month;
#[path = "house/attendance_place.rs"]
mod attendance_place;
#[path = "house/attendance_roster.rs"]
mod attendance_roster;
#[path = "house/avatar.rs"]
mod avatar;
#[path = "house/backup.rs"]
mod backup;
#[path = "house/blank.rs"]
mod blank;
#[path = "house/calendars.rs"]
mod calendars;
#[path = "house/calendars_bounds.rs"]
mod calendars_bounds;
#[path = "house/calendars_feeds.rs"]
mod calendars_feeds;
#[path = "house/calendars_files.rs"]
mod calendars_files;
#[path = "house/calendars_named.rs"]
mod calendars_named;
#[path = "house/calendars_outside.rs"]
mod calendars_outside;
#[path = "house/calls.rs"]
mod calls;
#[path = "house/calls_reach.rs"]
mod calls_reach;
#[path = "house/canary.rs"]
mod canary;
#[path = "house/canary_life.rs"]
mod canary_life;
#[path = "house/card.rs"]
mod card;
#[path = "house/certificate.rs"]
mod certificate;
#[path = "house/chat.rs"]
mod chat;
#[path = "house/chat_access.rs"]
mod chat_access;
#[path = "house/chat_card.rs"]
mod chat_card;
#[path = "house/chat_channel.rs"]
mod chat_channel;
#[path = "house/chat_command.rs"]
mod chat_command;
#[path = "house/chat_ends.rs"]
mod chat_ends;
#[path = "house/chat_file.rs"]
mod chat_file;
#[path = "house/chat_governing.rs"]
mod chat_governing;
#[path = "house/chat_grant.rs"]
mod chat_grant;
#[path = "house/chat_hold.rs"]
mod chat_hold;
#[path = "house/chat_hold_over.rs"]
mod chat_hold_over;
#[path = "house/chat_hook.rs"]
mod chat_hook;
#[path = "house/chat_imported.rs"]
mod chat_imported;
#[path = "house/chat_keeping.rs"]
mod chat_keeping;
#[path = "house/chat_live.rs"]
mod chat_live;
#[path = "house/chat_more.rs"]
mod chat_more;
#[path = "house/chat_order.rs"]
mod chat_order;
#[path = "house/chat_preview.rs"]
mod chat_preview;
#[path = "house/chat_report.rs"]
mod chat_report;
#[path = "house/chat_sealed.rs"]
mod chat_sealed;
#[path = "house/chat_search.rs"]
mod chat_search;
#[path = "house/chat_speech.rs"]
mod chat_speech;
#[path = "house/chat_status.rs"]
mod chat_status;
#[path = "house/chat_sticker.rs"]
mod chat_sticker;
#[path = "house/chat_urgent.rs"]
mod chat_urgent;
#[path = "house/chat_voice.rs"]
mod chat_voice;
#[path = "house/clock_machines.rs"]
mod clock_machines;
#[path = "house/clock_machines_line.rs"]
mod clock_machines_line;
#[path = "house/collect.rs"]
mod collect;
#[path = "house/columns.rs"]
mod columns;
#[path = "house/consent.rs"]
mod consent;
#[path = "house/console.rs"]
mod console;
#[path = "house/contacts.rs"]
mod contacts;
#[path = "house/contract.rs"]
mod contract;
#[path = "house/control.rs"]
mod control;
#[path = "house/controlled.rs"]
mod controlled;
#[path = "house/cookies.rs"]
mod cookies;
#[path = "house/crash.rs"]
mod crash;
#[path = "house/dav.rs"]
mod dav;
#[path = "house/dav_bounds.rs"]
mod dav_bounds;
#[path = "house/dav_guests.rs"]
mod dav_guests;
#[path = "house/desk.rs"]
mod desk;
#[path = "house/desk_homes.rs"]
mod desk_homes;
#[path = "house/disclosure.rs"]
mod disclosure;
#[path = "house/documents.rs"]
mod documents;
#[path = "house/door_air.rs"]
mod door_air;
#[path = "house/door_box.rs"]
mod door_box;
#[path = "house/door_peer.rs"]
mod door_peer;
#[path = "house/door_say.rs"]
mod door_say;
#[path = "house/door_times.rs"]
mod door_times;
#[path = "house/door_voice.rs"]
mod door_voice;
#[path = "house/erasure.rs"]
mod erasure;
#[path = "house/escrow.rs"]
mod escrow;
#[path = "house/events.rs"]
mod events;
#[path = "house/faces.rs"]
mod faces;
#[path = "house/faces_door.rs"]
mod faces_door;
#[path = "house/factor.rs"]
mod factor;
#[path = "house/flows.rs"]
mod flows;
#[path = "house/former.rs"]
mod former;
#[path = "house/friends.rs"]
mod friends;
#[path = "house/frozen.rs"]
mod frozen;
#[path = "house/fuzz_http.rs"]
mod fuzz_http;
#[path = "house/gates.rs"]
mod gates;
#[path = "house/homecoming.rs"]
mod homecoming;
#[path = "house/homes.rs"]
mod homes;
#[path = "house/homes_ends.rs"]
mod homes_ends;
#[path = "house/homes_import.rs"]
mod homes_import;
#[path = "house/homes_others.rs"]
mod homes_others;
#[path = "house/homes_paths.rs"]
mod homes_paths;
#[path = "house/homes_tenant.rs"]
mod homes_tenant;
#[path = "house/idempotency.rs"]
mod idempotency;
#[path = "house/import.rs"]
mod import;
#[path = "house/incident.rs"]
mod incident;
#[path = "house/inspector.rs"]
mod inspector;
#[path = "house/intercom.rs"]
mod intercom;
#[path = "house/intercom_media.rs"]
mod intercom_media;
#[path = "house/intercom_paths.rs"]
mod intercom_paths;
#[path = "house/intercom_tls.rs"]
mod intercom_tls;
#[path = "house/invitation.rs"]
mod invitation;
#[path = "house/leave.rs"]
mod leave;
#[path = "house/leave_more.rs"]
mod leave_more;
#[path = "house/ledger.rs"]
mod ledger;
#[path = "house/letters.rs"]
mod letters;
#[path = "house/lifts.rs"]
mod lifts;
#[path = "house/mail.rs"]
mod mail;
#[path = "house/mandate.rs"]
mod mandate;
#[path = "house/masked.rs"]
mod masked;
#[path = "house/me.rs"]
mod me;
#[path = "house/meet.rs"]
mod meet;
#[path = "house/minor.rs"]
mod minor;
#[path = "house/moving.rs"]
mod moving;
#[path = "house/notice.rs"]
mod notice;
#[path = "house/number.rs"]
mod number;
#[path = "house/openid.rs"]
mod openid;
#[path = "house/openings.rs"]
mod openings;
#[path = "house/org.rs"]
mod org;
#[path = "house/org_closing.rs"]
mod org_closing;
#[path = "house/org_console.rs"]
mod org_console;
#[path = "house/org_moving.rs"]
mod org_moving;
#[path = "house/org_policy.rs"]
mod org_policy;
#[path = "house/outside.rs"]
mod outside;
#[path = "house/paper.rs"]
mod paper;
#[path = "house/partner.rs"]
mod partner;
#[path = "house/passes.rs"]
mod passes;
#[path = "house/passes_door.rs"]
mod passes_door;
#[path = "house/passkey.rs"]
mod passkey;
#[path = "house/peer.rs"]
mod peer;
#[path = "house/phones.rs"]
mod phones;
#[path = "house/phones_talk.rs"]
mod phones_talk;
#[path = "house/places.rs"]
mod places;
#[path = "house/plates.rs"]
mod plates;
#[path = "house/policy_version.rs"]
mod policy_version;
#[path = "house/push.rs"]
mod push;
#[path = "house/putout.rs"]
mod putout;
#[path = "house/quality.rs"]
mod quality;
#[path = "house/quiet.rs"]
mod quiet;
#[path = "house/real_name.rs"]
mod real_name;
#[path = "house/recall.rs"]
mod recall;
#[path = "house/record.rs"]
mod record;
#[path = "house/records.rs"]
mod records;
#[path = "house/retention.rs"]
mod retention;
#[path = "house/revealed.rs"]
mod revealed;
#[path = "house/rights.rs"]
mod rights;
#[path = "house/risk.rs"]
mod risk;
#[path = "house/scim.rs"]
mod scim;
#[path = "house/seal.rs"]
mod seal;
#[path = "house/seat.rs"]
mod seat;
#[path = "house/selftest.rs"]
mod selftest;
#[path = "house/service.rs"]
mod service;
#[path = "house/services.rs"]
mod services;
#[path = "house/setup.rs"]
mod setup;
#[path = "house/sharing.rs"]
mod sharing;
#[path = "house/shutdown.rs"]
mod shutdown;
#[path = "house/silent.rs"]
mod silent;
#[path = "house/statistic.rs"]
mod statistic;
#[path = "house/succession.rs"]
mod succession;
#[path = "house/support.rs"]
mod support;
#[path = "house/terminals.rs"]
mod terminals;
#[path = "house/terminals_confirmed.rs"]
mod terminals_confirmed;
#[path = "house/texts.rs"]
mod texts;
#[path = "house/things.rs"]
mod things;
#[path = "house/things_bell.rs"]
mod things_bell;
#[path = "house/things_cloud.rs"]
mod things_cloud;
#[path = "house/things_plans.rs"]
mod things_plans;
#[path = "house/ticket.rs"]
mod ticket;
#[path = "house/turns.rs"]
mod turns;
#[path = "house/uploads.rs"]
mod uploads;
#[path = "house/vehicles.rs"]
mod vehicles;
#[path = "house/visits.rs"]
mod visits;
#[path = "house/visits_face.rs"]
mod visits_face;
#[path = "house/walk.rs"]
mod walk;
#[path = "house/walk_office.rs"]
mod walk_office;
#[path = "house/walk_people.rs"]
mod walk_people;
#[path = "house/watch.rs"]
mod watch;
#[path = "house/ways.rs"]
mod ways;
