import { pino, type DestinationStream, type Logger } from 'pino';
import pretty from 'pino-pretty';
import { hideCredentials } from '../settings/hideCredentials.js';
import type { Settings } from '../settings/readSettings.js';

export type { Logger } from 'pino';

/** Of errors only this: drivers hang much else on them. */
const describeError = (error: unknown): unknown => {
  if (!(error instanceof Error)) return String(error);
  const { name, message, stack } = error;
  return { type: name, message, stack, code: (error as NodeJS.ErrnoException).code };
};

/** Drivers put the address they failed to reach into their messages, with the password in it. */
const withoutCredentials = (destination: DestinationStream): DestinationStream => ({
  write: (line) => destination.write(hideCredentials(line)),
});

const destinationFor = (format: Settings['logFormat']): DestinationStream => {
  const isPretty = format === 'pretty' || (format === 'auto' && process.stdout.isTTY);
  return isPretty
    ? pretty({ sync: true, translateTime: 'SYS:HH:MM:ss.l', ignore: 'pid,hostname,process' })
    : pino.destination({ dest: 1, sync: true });
};

/**
 * The process's logger: JSON lines, or readable ones on a terminal; without credentials. Bodies, header values, numbers and names of
 * contacts must not be given to it.
 */
export const openLogger = (
  processName: string,
  settings: Pick<Settings, 'logLevel' | 'logFormat'>,
  destination: DestinationStream = destinationFor(settings.logFormat),
): Logger =>
  pino(
    {
      level: settings.logLevel,
      base: { process: processName },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
    },
    withoutCredentials(destination),
  );
