import { isUtf8 } from 'node:buffer';
import { BodyRefused, readBody } from '#ingest';
import { readLines } from './readLines.js';

const LOOKED_AT = 100;

const isTaken = (line: Buffer, maxEventBytes: number): boolean => {
  try {
    return readBody(line, maxEventBytes).length > 0;
  } catch (error) {
    if (error instanceof BodyRefused) return false;
    throw error;
  }
};

/** What a file looks like none of whose first lines can be taken, and what to do with it. */
const describe = (path: string, start: string, isText: boolean): string => {
  if (start.startsWith('\x1f\x8b')) return 'it looks compressed: give it a name that ends in .gz';
  if (!isText) return 'it looks binary';
  if (start.startsWith('[')) {
    return `it looks like a JSON array: write one object a line, as jq -c '.[]' ${path} > ${path}.ndjson does`;
  }
  if (start.startsWith('{')) {
    return `it looks like JSON over several lines: write one object a line, as jq -c . ${path} > ${path}.ndjson does`;
  }
  return 'it is no NDJSON: one JSON object a line';
};

const startOf = (line: Buffer): string =>
  line
    .subarray(0, LOOKED_AT)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();

/**
 * Looks at the first 100 lines of a file, or at all where it has fewer. One whose first line begins an array that does not end there is a
 * JSON array, though its last element may stand on a line of its own as if it were NDJSON.
 * @throws Error none of them can be taken (an empty file has none), with what the file looks like; or the file cannot be read
 */
export const expectNdjson = async (path: string, maxEventBytes: number): Promise<void> => {
  let looked = 0;
  let start = '';
  let isText = true;
  const onLongLine = (part: Buffer, number: number): void => {
    if (number === 1 && start === '') start = startOf(part);
  };
  for await (const { bytes, size } of readLines(path, { limit: maxEventBytes, onLongLine })) {
    if (size <= maxEventBytes && isTaken(bytes, maxEventBytes)) return;
    if (looked++ === 0 && start === '') start = startOf(bytes);
    isText &&= isUtf8(bytes) && !bytes.includes(0);
    if (start.startsWith('[') || looked === LOOKED_AT) break;
  }
  if (looked === 0) return;
  const which = looked === 1 ? 'its first line' : `none of its first ${looked} lines`;
  const said = looked === 1 ? `${which} cannot be taken` : `${which} can be taken`;
  throw new Error(`${path}: ${said}; ${describe(path, start, isText && !start.includes('\0'))}`);
};
