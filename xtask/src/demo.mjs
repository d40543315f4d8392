// Fills a house that is being served with `--dev`: a company of 300 and a neighbourhood, through the same interface that
// everybody uses. Run by `cargo xtask demo`; the address of the house is the first argument.
import { createHash, randomUUID } from "node:crypto";

const house = process.argv[2];
const surnames = [..."王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"];
const givens = ["安", "博文", "晨", "冬梅", "恩", "芳", "国强", "海燕", "佳怡", "静", "凯", "兰", "敏", "宁", "鹏", "琪", "锐", "思远", "婷", "伟", "晓明", "雪", "阳", "悦", "子涵"];
const departments = { 研发部: ["客户端组", "服务端组", "媒体组", "测试组"], 销售部: ["华东区", "华南区", "华北区"], 服务部: ["客服组", "实施组"], 行政部: ["人事组", "财务组", "法务组"] };

async function call(path, body, token, method = "POST") {
  const headers = { "content-type": "application/json", "x-courtyard": "1", "idempotency-key": randomUUID() };
  if (token) headers.authorization = `Bearer ${token}`;
  const answer = await fetch(house + path, body === undefined ? { headers } : { method, headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw Object.assign(new Error(`${path}: ${answer.status} ${text}`), { status: answer.status });
  return text ? JSON.parse(text) : null;
}

/** The nonce that makes SHA-256 of challenge and nonce begin with so many zero bits. */
function solve(challenge, difficulty) {
  for (let nonce = 0; ; nonce += 1) {
    const digest = createHash("sha256").update(`${challenge}:${nonce}`).digest();
    if (digest.readUInt32BE(0) >>> Math.max(0, 32 - difficulty) === 0) return nonce;
  }
}

const asked = await call("/api/v1/policy/asked?lang=zh-CN");
const consent = { version: asked.version, purposes: asked.items.filter((item) => item.required).map((item) => item.purpose) };
let people = 0;

async function signUp(name) {
  const phone = `130${String((people += 1)).padStart(8, "0")}`;
  const send = async () => {
    const { challenge, difficulty } = await call("/api/v1/session/challenge", {});
    const proof = { challenge, nonce: String(solve(challenge, difficulty)) };
    return call("/api/v1/session/code", { phone, consent, proof });
  };
  // So many from one address is what the limits are against: let their hour and their day pass.
  await send().catch(async (error) => {
    if (error.status !== 429) throw error;
    await call("/dev/clock", { advance_s: 86_400 });
    return send();
  });
  const { items } = await call("/dev/outbox");
  const code = items.filter((letter) => letter.code && letter.to.endsWith(phone)).at(-1).code;
  const opened = await call("/api/v1/session/open", { phone, code, name, device: "demo", bearer: true });
  return { name, phone, id: opened.person.id, token: opened.token };
}

function nameOf(number) {
  return surnames[number % surnames.length] + givens[Math.floor(number / surnames.length + number * 7) % givens.length];
}

async function organisation(creator, legal_name, credit_code, members, tree) {
  const first = await signUp(creator);
  const org = await call("/api/v1/orgs", { creator: { name: creator }, company: { legal_name, credit_code, address: "杭州市西湖区" } }, first.token);
  const places = [];
  for (const [name, inner] of Object.entries(tree)) {
    const parent = (await call(`/api/v1/orgs/${org.id}/departments`, { name }, first.token)).id;
    for (const team of inner) places.push((await call(`/api/v1/orgs/${org.id}/departments`, { name: team, parent }, first.token)).id);
  }
  for (let number = 1; number < members; number += 1) {
    const person = await signUp(nameOf(number + people));
    const role = number < 3 ? "administrator" : "member";
    const { id } = await call(`/api/v1/orgs/${org.id}/invitations`, { phone: person.phone, role }, first.token);
    await call(`/api/v1/invitations/${id}/accept`, {}, person.token);
    const department = places[number % Math.max(1, places.length)];
    if (department) await call(`/api/v1/orgs/${org.id}/members/${person.id}`, { role, department }, first.token, "PUT");
    if (number % 25 === 0) console.log(`${legal_name}: ${number + 1}`);
  }
  return { org, first };
}

const company = await organisation("王小明", "青砖科技（杭州）有限公司", "91330106MA27XK0U7W", 300, departments);
await organisation("李阿姨", "梧桐里业主委员会", "52330106MJ9012349K", 24, { 一号楼: ["一单元", "二单元"], 二号楼: ["一单元"] });
for (const title of ["周一例会", "新品评审", "客户培训"]) {
  await call("/api/v1/meetings", { title, guests: true, org: company.org.id }, company.first.token);
}
console.log(`sign in with ${company.first.phone} (${company.first.name}); the code lies at ${house}/dev`);
