import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** A certificate and its key, both as PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

const HOUR_MS = 3_600_000;

/** Tags of DER, the encoding of certificates, and the encoded object identifiers that this one uses. */
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
const [VERSION, EXTENSIONS, IP_ADDRESS] = [0xa0, 0xa3, 0x87];
const ECDSA_WITH_SHA256 = Buffer.from('06082a8648ce3d040302', 'hex');
const COMMON_NAME = Buffer.from('0603550403', 'hex');
const SUBJECT_ALT_NAME = Buffer.from('0603551d11', 'hex');

const der = (tag: number, ...contents: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(contents);
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
};

const sequence = (...contents: readonly Uint8Array[]): Buffer => der(SEQUENCE, ...contents);

/** A UTC time such as `261126033000Z`: year of the century, month, day, hour, minute, second. */
const time = (milliseconds: number): Buffer =>
  der(
    UTC_TIME,
    Buffer.from(
      new Date(milliseconds)
        .toISOString()
        .replaceAll(/[-:T]|\.\d+/g, '')
        .slice(2),
    ),
  );

const toBeSigned = (publicKey: KeyObject): Buffer => {
  const name = sequence(der(SET, sequence(COMMON_NAME, der(UTF8_STRING, Buffer.from('eventstore double')))));
  const validity = sequence(time(Date.now() - HOUR_MS), time(Date.now() + 24 * HOUR_MS));
  const address = sequence(der(IP_ADDRESS, Buffer.from([127, 0, 0, 1])));
  const extension = sequence(SUBJECT_ALT_NAME, der(OCTET_STRING, address));
  return sequence(
    der(VERSION, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, Buffer.from([1]), randomBytes(8)),
    sequence(ECDSA_WITH_SHA256),
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(EXTENSIONS, sequence(extension)),
  );
};

/** Makes a certificate for 127.0.0.1 that is valid for a day and signed by itself. A client trusts it if it is given as its authority. */
export const makeCertificate = (): Certificate => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signed = toBeSigned(publicKey);
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', signed, privateKey)]);
  const bytes = sequence(signed, sequence(ECDSA_WITH_SHA256), der(BIT_STRING, signature));
  const lines = bytes.toString('base64').replaceAll(/.{64}(?=.)/g, '$&\n');
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
};
