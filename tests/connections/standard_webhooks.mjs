// Verifies a webhook as the Standard Webhooks specification says, with nothing but what Node.js brings:
// {secret, headers, body} as JSON on standard input; says "verified", or why it is not.
import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";

const { secret, headers, body } = JSON.parse(readFileSync(0, "utf8"));
const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
const id = headers["webhook-id"], time = headers["webhook-timestamp"];
if (Math.abs(Date.now() / 1000 - Number(time)) > 300) throw new Error("the timestamp is not of now");
const expected = createHmac("sha256", key).update(`${id}.${time}.${body}`).digest();
const good = headers["webhook-signature"].split(" ").some((each) => {
  const [version, signature] = each.split(",");
  const given = Buffer.from(signature, "base64");
  return version === "v1" && given.length === expected.length && timingSafeEqual(given, expected);
});
console.log(good ? "verified" : "no signature is right");
