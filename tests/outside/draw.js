// A draw made again from its published file, written from the page of its format alone: node draw.js draw.json
const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");

const file = JSON.parse(readFileSync(process.argv[2], "utf8"));
const sha = (words) => createHash("sha256").update(words, "utf8").digest("hex");
const byCodePoint = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

// JSON with sorted keys and without spaces; whole numbers and text are all that a plan holds.
function plain(value) {
  if (Array.isArray(value)) return `[${value.map(plain).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort(byCodePoint);
  return `{${names.map((name) => `${JSON.stringify(name)}:${plain(value[name])}`).join(",")}}`;
}

const { plan, secret, commitment } = file;
if (sha(`${plain(plan)}\n${secret}`) !== commitment) throw new Error("the plan is not the one that was committed to");
const seed = file.public_value ? `${secret}\n${file.public_value}` : secret;

// `weights` is a list of [id, weight], because an object would put ids that look like numbers first.
function pick(weights, label) {
  const total = weights.reduce((sum, [, weight]) => sum + BigInt(weight), 0n);
  const most = 2n ** 256n - (2n ** 256n % total);
  let number = most;
  for (let attempt = 0; number >= most; attempt += 1) number = BigInt(`0x${sha(`${seed}\n${label}\n${attempt}`)}`);
  let at = number % total;
  for (const [name, weight] of weights) {
    if (at < BigInt(weight)) return name;
    at -= BigInt(weight);
  }
}

const byId = (a, b) => byCodePoint(a.id, b.id);
let left = [...plan.objects].sort(byId).map((one) => [one.id, plan.weights[one.class] ?? 1]);
const chosen = [];
for (let turn = 1; turn <= plan.take; turn += 1) {
  const drawn = pick(left, `object ${turn}`);
  chosen.push(drawn);
  left = left.filter(([id]) => id !== drawn);
}
const people = [...plan.inspectors].sort(byId);
const turns = new Map(people.map((one) => [one.id, 0]));
for (const object of chosen) {
  const going = [];
  for (let seat = 1; seat <= plan.inspectors_each; seat += 1) {
    const free = people.filter((one) => !one.avoids.includes(object) && !going.includes(one.id)).map((one) => one.id);
    const fewest = Math.min(...free.map((id) => turns.get(id)));
    const next = pick(free.filter((id) => turns.get(id) === fewest).map((id) => [id, 1]), `inspector ${object} ${seat}`);
    going.push(next);
    turns.set(next, turns.get(next) + 1);
  }
  console.log([object, ...going].join(" "));
}
