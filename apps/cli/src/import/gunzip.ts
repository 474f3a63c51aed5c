import { createReadStream } from 'node:fs';
import { createGunzip, type Gunzip } from 'node:zlib';

/** Bytes of a compressed file: what was unpacked of them, and how far the file has been read. */
export interface Unpacked {
  readonly content: Buffer;
  readonly bytesRead: number;
}

/** A file that is not gzip, from `at` on, in compressed bytes. */
class BadGzip extends Error {
  override readonly name = 'BadGzip';
  constructor(
    readonly at: number,
    cause: Error,
  ) {
    super(`not gzip near byte ${at} (${cause.message})`, { cause });
  }
}

/** What waits to be unpacked at once: small, since what it unpacks to is held in memory. */
const PIECE_BYTES = 16 * 1024;

/** Resolves once the bytes are unpacked, or the last member has ended within them: then zlib takes no more, and says nothing of the write. */
const given = (gunzip: Gunzip, bytes: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    const done = (): void => {
      gunzip.off('error', reject).off('end', done);
      resolve();
    };
    gunzip.once('error', reject).once('end', done);
    gunzip.write(bytes, done);
  });

const ended = (gunzip: Gunzip): Promise<void> =>
  new Promise((resolve, reject) => {
    gunzip.once('error', reject).once('end', resolve).end();
  });

/** Tapes and block devices fill a file up with zeros, which zlib takes for its end. */
const assertPadding = (bytes: Buffer): void => {
  if (bytes.some((byte) => byte !== 0)) throw new Error('something follows the zeros behind its end');
};

/** The pieces of a file; from byte `singlyFrom` on of one byte each. */
async function* piecesOf(path: string, singlyFrom: number): AsyncGenerator<Buffer> {
  let at = 0;
  for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES }) as AsyncIterable<Buffer>) {
    if (at < singlyFrom) yield piece;
    else for (const byte of piece) yield Buffer.of(byte);
    at += piece.length;
  }
}

async function* unpack(path: string, singlyFrom: number): AsyncGenerator<Unpacked> {
  const gunzip = createGunzip();
  const unpacked: Buffer[] = [];
  gunzip.on('data', (content: Buffer) => unpacked.push(content));
  let bytesRead = 0;
  for await (const piece of piecesOf(path, singlyFrom)) {
    try {
      if (!gunzip.readableEnded) await given(gunzip, piece);
      if (gunzip.readableEnded) assertPadding(piece.subarray(Math.max(0, gunzip.bytesWritten - bytesRead)));
    } catch (error) {
      throw new BadGzip(bytesRead, error as Error);
    }
    bytesRead += piece.length;
    for (const content of unpacked.splice(0)) yield { content, bytesRead };
  }
  if (!gunzip.readableEnded) await ended(gunzip);
  for (const content of unpacked.splice(0)) yield { content, bytesRead };
}

/**
 * The content of a gzip file of one or more members, piece by piece. Everything before a fault is given, and then the fault is thrown: zlib
 * keeps to itself what it unpacked from the very piece of input in which it finds one, so that piece is then read again byte by byte.
 * @throws Error the file cannot be read, is not gzip from some byte on, or breaks off
 */
export async function* gunzipped(path: string): AsyncGenerator<Unpacked> {
  let done = 0;
  try {
    for await (const piece of unpack(path, Infinity)) {
      done += piece.content.length;
      yield piece;
    }
  } catch (error) {
    if (!(error instanceof BadGzip)) throw error;
    let seen = 0;
    for await (const { content, bytesRead } of unpack(path, error.at)) {
      const known = Math.max(0, done - seen);
      seen += content.length;
      if (known < content.length) yield { content: content.subarray(known), bytesRead };
    }
  }
}
