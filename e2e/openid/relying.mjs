/** The house as OpenID provider of openid-client, as other applications use it. Prints `ok NAME` or `FAILED NAME: why`. */
import assert from "node:assert/strict";
import * as oidc from "openid-client";

const { ISSUER, BACK, PERSON, SECRET_ID, SECRET, PUBLIC_ID } = process.env;
// The library checks signatures by the published keys, too; over loopback it takes plain HTTP.
const execute = [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks];
const confidential = await oidc.discovery(new URL(ISSUER), SECRET_ID, SECRET, undefined, { execute });
const open = await oidc.discovery(new URL(ISSUER), PUBLIC_ID, undefined, oidc.None(), { execute });

async function house(path, body) {
  const headers = { "content-type": "application/json", authorization: `Bearer ${PERSON}` };
  const answer = await fetch(`${ISSUER}/api/v1/openid/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
}

/** What the page does for whoever agrees. */
async function agreed(address, scopes) {
  assert.equal(address.origin + address.pathname, `${ISSUER}/authorize`);
  const query = address.search;
  const { back, question } = await house("question", { query });
  if (back) return new URL(back);
  const { to } = await house("answer", { query, reply: { say: "yes", scopes, version: question.version } });
  return new URL(to);
}

async function asks(config, change = {}) {
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const checks = { pkceCodeVerifier, expectedState: oidc.randomState(), expectedNonce: oidc.randomNonce(), idTokenExpected: true };
  const address = oidc.buildAuthorizationUrl(config, {
    redirect_uri: BACK,
    scope: "openid profile organisation offline_access",
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    ...change,
  });
  return { checks, led: await agreed(address, ["profile", "organisation", "offline_access"]) };
}

async function signsIn(config) {
  const { checks, led } = await asks(config);
  const tokens = await oidc.authorizationCodeGrant(config, led, checks);
  return { tokens, claims: tokens.claims(), checks, led };
}

const refused = (error) => (wrong) => {
  assert.equal(wrong.error ?? wrong.cause?.error, error, String(wrong));
  return true;
};

async function whole(config) {
  const { tokens, claims } = await signsIn(config);
  const known = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
  assert.equal(known.name, "李安娜");
  const again = await oidc.refreshTokenGrant(config, tokens.refresh_token);
  assert.notEqual(again.refresh_token, tokens.refresh_token);
  await assert.rejects(oidc.refreshTokenGrant(config, tokens.refresh_token), refused("invalid_grant"));
  await assert.rejects(oidc.refreshTokenGrant(config, again.refresh_token), refused("invalid_grant"));
  await assert.rejects(oidc.fetchUserInfo(config, again.access_token, claims.sub));
}

const tests = {
  "openid-client signs in with a secret, asks and refreshes; a refresh token that comes twice ends its family": () => whole(confidential),
  "openid-client signs in without a secret": () => whole(open),
  "openid-client is refused a code that was used": async () => {
    const { checks, led, tokens } = await signsIn(confidential);
    await assert.rejects(oidc.authorizationCodeGrant(confidential, led, checks), refused("invalid_grant"));
    await assert.rejects(oidc.refreshTokenGrant(confidential, tokens.refresh_token), refused("invalid_grant"));
  },
  "openid-client is refused another's verifier": async () => {
    const { checks, led } = await asks(confidential);
    const other = { ...checks, pkceCodeVerifier: oidc.randomPKCECodeVerifier() };
    await assert.rejects(oidc.authorizationCodeGrant(confidential, led, other), refused("invalid_grant"));
  },
  "a code does not go to another application, and the answer of another issuer is not taken (mix-up)": async () => {
    const { checks, led } = await asks(confidential);
    await assert.rejects(oidc.authorizationCodeGrant(open, led, checks), refused("invalid_grant"));
    const next = await asks(confidential);
    next.led.searchParams.set("iss", "https://evil.example");
    await assert.rejects(oidc.authorizationCodeGrant(confidential, next.led, next.checks));
    const last = await asks(confidential);
    last.led.searchParams.delete("iss");
    await assert.rejects(oidc.authorizationCodeGrant(confidential, last.led, last.checks), "the house says that it always names itself");
  },
  "PKCE is not lowered to plain": async () => {
    const { checks, led } = await asks(confidential, { code_challenge_method: "plain" });
    assert.equal(led.searchParams.get("code"), null);
    await assert.rejects(oidc.authorizationCodeGrant(confidential, led, checks), refused("invalid_request"));
  },
  "openid-client gives a token back, and builds where one signs out": async () => {
    const { tokens, claims } = await signsIn(confidential);
    await oidc.tokenRevocation(confidential, tokens.refresh_token);
    await assert.rejects(oidc.fetchUserInfo(confidential, tokens.access_token, claims.sub));
    const bye = oidc.buildEndSessionUrl(confidential, { id_token_hint: tokens.id_token, post_logout_redirect_uri: "http://127.0.0.1:9/bye", state: "s" });
    const said = await house("farewell", { query: bye.search });
    assert.equal(said.to, "http://127.0.0.1:9/bye?state=s");
  },
};

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
    console.log(`ok ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}: ${String(error).replaceAll("\n", " ").slice(0, 600)}`);
  }
}
process.exit(failed ? 1 : 0);
