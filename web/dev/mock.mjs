// A pretended house for looking at pages before the server is there. Not shipped.
import http from "node:http";
import fs from "node:fs";
import path from "node:path";
const port = Number(process.argv[2] ?? 8099);
const dist = path.resolve(import.meta.dirname, "../dist");
const now = () => new Date().toISOString();
const ago = (s) => new Date(Date.now() - s * 1000).toISOString();
const sessions = new Map(); const people = new Map(); const codes = new Map(); const outbox = []; const meetings = []; let n = 1;
const orgs = [{ id: "org_1", name: "杭州青砖科技有限公司", role: "administrator", created_at: ago(8e6) }];
const deps = [{ id: "dep_1", name: "研发部", parent: null }, { id: "dep_2", name: "客户端组", parent: "dep_1" }, { id: "dep_3", name: "行政部", parent: null }];
const members = ["王小明", "Ana Torres", "李红", "赵一鸣", "陈静"].map((name, i) => ({ person: "person_" + (i + 1), name, role: i < 2 ? "administrator" : "member", department: i % 2 ? "dep_2" : null, joined_at: ago(86400 * i * 20) }));
const zh = (l) => l !== "en";
const problem = (status, code, args) => ({ status, body: { type: "about:blank", title: code, status, code, detail: code, args } });
const consents = [
  { purpose: "account", title: "账号与登录", basis: "contract", given_at: ago(9e5), withdrawn_at: null, version: "1.0", sensitive: false, withdrawable: false },
  { purpose: "meeting.record", title: "会议参会记录", basis: "contract", given_at: ago(9e5), withdrawn_at: null, version: "1.0", sensitive: false, withdrawable: false },
  { purpose: "notice.sms", title: "短信提醒", basis: "consent", given_at: ago(9e5), withdrawn_at: null, version: "1.0", sensitive: false, withdrawable: true },
  { purpose: "face", title: "人脸识别开门", basis: "consent", given_at: null, withdrawn_at: null, version: "1.0", sensitive: true, withdrawable: true },
];
const routes = {
  "GET /api/v1/house": () => ({ name: "青砖社区（测试）", profile: "courtyard", wings: ["meet"], signup: "open", ways: ["sms", "passkey", "password"], dev: true, policy_version: "1.0", languages: ["zh-CN", "en"], contact: { name: "张三", email: "a@b.c", phone: "010", address: "北京" } }),
  "GET /api/v1/policy": ({ q }) => ({ profile: "courtyard", version: "1.0", lang: q.lang, title: zh(q.lang) ? "四合院隐私政策" : "Courtyard privacy policy", sections: ["我们收集什么", "我们怎样使用", "我们怎样保存", "你的权利"].map((h, i) => ({ id: "s" + i, heading: h, sentences: [{ text: "我们只收集提供服务所必需的信息，包括手机号和名字。", bold: false, promises: [] }, { text: "人脸信息属于敏感个人信息，只有在你单独同意之后才会收集，并且只保存特征值。", bold: i === 0, promises: [] }, { text: "会议聊天在你的浏览器中加密，服务器不保存。", bold: false, promises: [] }] })) }),
  "GET /api/v1/policy/collection": () => ({ profile: "courtyard", version: "1.0", rows: [{ category: "phone-number", title: "手机号", sensitive: false, purposes: [{ purpose: "account", title: "注册与登录", basis: "contract" }, { purpose: "notice", title: "短信提醒", basis: "consent" }], retention: "账号注销后立即删除", asked_when: "注册时" }, { category: "face", title: "人脸特征", sensitive: true, purposes: [{ purpose: "door", title: "刷脸开门", basis: "consent" }], retention: "撤回同意后立即删除", asked_when: "开通刷脸开门时" }] }),
  "GET /api/v1/policy/asked": ({ q }) => ({ version: "1.0", items: zh(q.lang) ? [
    { purpose: "account", title: "账号与登录", what: "手机号、名字", why: "认出你，让你登录", how_long: "到你注销账号为止", who: "只有本站，不给任何第三方", if_not: "不能注册；仍可作为访客参加会议", required: true, sensitive: false },
    { purpose: "safety", title: "安全日志", what: "登录时间、网络地址", why: "法律要求留存，也用来发现盗用", how_long: "六个月", who: "只有本站；依法查询时提供给有权机关", if_not: "不能注册；仍可作为访客参加会议", required: true, sensitive: false },
    { purpose: "notice.sms", title: "短信提醒", what: "手机号", why: "会议开始前提醒你", how_long: "到你撤回为止", who: "短信服务商", if_not: "收不到短信提醒，其他一切照常", required: false, sensitive: false }] : [
    { purpose: "account", title: "Account and sign-in", what: "Phone number and name", why: "To know you when you sign in", how_long: "Until you close the account", who: "Only this house", if_not: "No account; you can still join as a guest", required: true, sensitive: false },
    { purpose: "notice.sms", title: "SMS reminders", what: "Phone number", why: "To remind you before a meeting", how_long: "Until you withdraw", who: "The SMS provider", if_not: "No reminders; all else works", required: false, sensitive: false }] }),
  "POST /api/v1/session/challenge": () => ({ challenge: "c" + Math.random(), difficulty: 16 }),
  "POST /api/v1/session/code": ({ body }) => { const code = String(Math.floor(1e5 + Math.random() * 9e5)); codes.set(body.phone, code); outbox.push({ at: now(), kind: "sms", to: body.phone, text: `【四合院】验证码 ${code}，五分钟内有效。请勿告诉他人。`, code }); return { expires_at: now(), resend_after_s: 60 }; },
  "POST /api/v1/session/open": ({ body, set }) => { if (codes.get(body.phone) !== body.code) return problem(422, "session.code_wrong", { left: 4 }); if (!people.has(body.phone)) { if (!body.name) return problem(422, "account.name_missing", { field: "name" }); people.set(body.phone, { id: "person_" + n++, name: body.name }); } const s = "s" + Math.random(); sessions.set(s, people.get(body.phone)); set("courtyard_session=" + s + "; Path=/; HttpOnly; SameSite=Lax"); return { person: people.get(body.phone) }; },
  "POST /api/v1/session/close": ({ set }) => { set("courtyard_session=; Path=/; Max-Age=0"); return null; },
  "GET /api/v1/me": ({ me }) => me ? { id: me.id, name: me.name, avatar: null, phone_masked: "138****8000", keeper: false, orgs: orgs.map(({ id, name, role }) => ({ id, name, role })) } : problem(401, "session.needed"),
  "GET /api/v1/me/devices": () => ({ items: [{ id: "device_1", label: "Chrome · Linux", current: true, signed_in_at: ago(4000), seen_at: now() }, { id: "device_2", label: "Safari · iPhone", current: false, signed_in_at: ago(9e5), seen_at: ago(86400) }] }),
  "GET /api/v1/me/passkeys": () => ({ items: [] }),
  "GET /api/v1/me/invitations": () => ({ items: [{ id: "invitation_1", org: { id: "org_9", name: "静安里居民委员会" }, role: "member", invited_at: ago(7200) }] }),
  "GET /api/v1/me/held": () => ({ items: [{ category: "phone-number", title: "手机号", sensitive: false, table: "yard_account", value: "138****8000", collected_at: ago(9e5), purposes: [{ purpose: "account", title: "注册与登录" }], retention: "账号注销后立即删除" }, { category: "name", title: "名字", sensitive: false, table: "yard_account", value: "王小明", collected_at: ago(9e5), purposes: [{ purpose: "account", title: "注册与登录" }, { purpose: "meet", title: "会议中显示" }], retention: "账号注销后立即删除" }, { category: "ip", title: "登录地址", sensitive: false, table: "yard_session", value: null, collected_at: ago(4000), purposes: [{ purpose: "safety", title: "安全日志" }], retention: "六个月" }] }),
  "GET /api/v1/me/openings": () => ({ items: [{ at: ago(3000), who: { kind: "member", name: "李红" }, act: "org.members", purpose: "通讯录", reason: null, category: "名字" }, { at: ago(90000), who: { kind: "keeper", name: null }, act: "x", purpose: "客服", reason: "工单 1024", category: "手机号" }] }),
  "GET /api/v1/me/consents": () => ({ items: consents }),
  "POST /api/v1/consents/withdraw": ({ body }) => { const c = consents.find((c) => c.purpose === body.purpose); c.withdrawn_at = now(); return null; },
  "POST /api/v1/consents": ({ body }) => { const c = consents.find((c) => c.purpose === body.purpose); c.withdrawn_at = null; c.given_at = now(); return null; },
  "POST /api/v1/orgs": ({ body }) => { const o = { id: "org_" + (orgs.length + 1), name: body.company.legal_name, role: "administrator", created_at: now() }; orgs.push(o); return o; },
  "GET /api/v1/meetings": () => ({ items: meetings }),
  "POST /api/v1/meetings": ({ body }) => { const m = { id: "meeting_" + n++, number: String(Math.floor(1e8 + Math.random() * 9e8)), title: body.title ?? "", state: "open", guests: body.guests, locked: false, has_passcode: !!body.passcode, host: true, link: "", started_at: now(), ended_at: null }; meetings.unshift(m); return m; },
  "GET /dev/outbox": () => ({ items: outbox }),
  "GET /api/v1/setup": () => ({ needed: true, profiles: ["courtyard", "jujiabao", "huiketing"] }),
  "POST /api/v1/setup": () => null,
};
function dynamic(key, ctx) {
  let m;
  if ((m = /^GET \/api\/v1\/orgs\/([^/]+)$/.exec(key))) return orgs.find((o) => o.id === m[1]) ?? problem(404, "org.unknown");
  if (/^GET .*\/members$/.test(key)) return { items: members };
  if (/^GET .*\/departments$/.test(key)) return { items: deps };
  if (/^POST .*\/departments$/.test(key)) { const d = { id: "dep_" + (deps.length + 1), name: ctx.body.name, parent: ctx.body.parent ?? null }; deps.push(d); return d; }
  if ((m = /^GET \/api\/v1\/meetings\/by-number\/(\d+)$/.exec(key))) { const x = meetings.find((x) => x.number === m[1]); return x ? { number: x.number, title: x.title, guests: x.guests, has_passcode: x.has_passcode, state: x.state, host_name: "王小明" } : m[1] === "123456789" ? { number: m[1], title: "周一例会", guests: true, has_passcode: false, state: "open", host_name: "王小明" } : problem(404, "meeting.unknown"); }
  if (/record$/.test(key)) return { items: [{ name: "王小明", role: "host", joined_at: ago(3000), left_at: null }, { name: "李红", role: "guest", joined_at: ago(2800), left_at: ago(300) }] };
  if (/invitations$/.test(key)) return { id: "invitation_9", state: "waiting" };
  return undefined;
}
http.createServer(async (req, res) => {
  const url = new URL(req.url, "http://x");
  const key = `${req.method} ${url.pathname}`;
  if (/^\/(api|dev\/)/.test(url.pathname)) {
    let raw = ""; for await (const c of req) raw += c;
    const cookie = /courtyard_session=([^;]+)/.exec(req.headers.cookie ?? "")?.[1];
    const ctx = { q: Object.fromEntries(url.searchParams), me: sessions.get(cookie), body: raw ? (() => { try { return JSON.parse(raw); } catch { return raw; } })() : {}, set: (c) => res.setHeader("set-cookie", c) };
    let out = routes[key] ? routes[key](ctx) : dynamic(key, ctx);
    if (out === undefined) out = problem(404, "http.404");
    if (out === null) { res.writeHead(204); return res.end(); }
    const refused = out.status && out.body;
    res.writeHead(refused ? out.status : 200, { "content-type": refused ? "application/problem+json" : "application/json" });
    return res.end(JSON.stringify(refused ? out.body : out));
  }
  let file = path.join(dist, url.pathname);
  if (!file.startsWith(dist) || !fs.existsSync(file) || fs.statSync(file).isDirectory()) { if (url.pathname.startsWith("/assets/")) { res.writeHead(404); return res.end(); } file = path.join(dist, "index.html"); }
  const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json", ".png": "image/png", ".webmanifest": "application/manifest+json" };
  res.writeHead(200, { "content-type": types[path.extname(file)] ?? "application/octet-stream", "content-security-policy": "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self' ws: wss:; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; object-src 'none'" });
  fs.createReadStream(file).pipe(res);
}).listen(port, "127.0.0.1");
