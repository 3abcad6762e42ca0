// The certificates of the test servers, made once per process.
import { createHash, X509Certificate } from "node:crypto";
import { generate } from "selfsigned";

const names = [
  "portal.corp.example",
  "login.idp.example",
  "adfs.corp.example",
  "other.example",
  "*.idp.example",
];

/**
 * A key, a certificate of its own, and the digest by which Chromium is told to trust it
 * (`--ignore-certificate-errors-spki-list`).
 */
async function make() {
  const pems = await generate([{ name: "commonName", value: names[0] }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          ...names.map((value) => ({ type: 2, value })),
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  const spki = new X509Certificate(pems.cert).publicKey.export({ type: "spki", format: "der" });
  return {
    key: pems.private,
    cert: pems.cert,
    spki: createHash("sha256").update(spki).digest("base64"),
  };
}

export const { key, cert, spki } = await make();

/** The same names with a key that no browser was told to trust. */
export const stranger = await make();
