/**
 * The operations whose bodies leave this page sealed: those that the contract marks `x-sealed`.
 * A test holds this list against the contract.
 */
export const SEALED: ReadonlySet<string> = new Set([
  "PATCH /api/v1/me",
  "POST /api/v1/me/close",
  "POST /api/v1/me/factor",
  "POST /api/v1/me/guardian",
  "POST /api/v1/me/passkeys",
  "PUT /api/v1/me/password",
  "POST /api/v1/desk/disclosures",
  "POST /api/v1/desk/inspectors",
  "POST /api/v1/meetings",
  "POST /api/v1/meetings/join",
  "POST /api/v1/orgs",
  "POST /api/v1/orgs/{org}/invitations",
  "PUT /api/v1/orgs/{org}/members/{person}",
  "POST /api/v1/outside/code",
  "POST /api/v1/outside/erase",
  "POST /api/v1/outside/held",
  "POST /api/v1/session/code",
  "POST /api/v1/session/open",
  "POST /api/v1/session/passkey",
  "POST /api/v1/session/password",
  "POST /api/v1/setup",
  "POST /api/v1/setup/recover",
  "POST /api/v1/succession/accept",
  "POST /api/v1/succession/decline",
  "POST /api/v1/tickets",
  "POST /api/v1/tickets/look",
  "POST /api/v1/tickets/reply",
]);
