import { pino, type DestinationStream, type Logger } from 'pino';
import pretty from 'pino-pretty';
import { hideCredentials } from '../settings/hideCredentials.js';
import type { Settings } from '../settings/readSettings.js';

export type { Logger } from 'pino';

/** Drivers put the address they failed to reach into their messages. */
const describeError = (error: unknown): unknown => {
  const described = pino.stdSerializers.err(error as Error) as unknown as Record<string, unknown>;
  const { type, message, stack, code } = described;
  const hidden = (text: unknown) => (typeof text === 'string' ? hideCredentials(text) : undefined);
  return { type, message: hidden(message), stack: hidden(stack), code };
};

const destinationFor = (format: Settings['logFormat']): DestinationStream => {
  const isPretty = format === 'pretty' || (format === 'auto' && process.stdout.isTTY);
  return isPretty
    ? pretty({ sync: true, translateTime: 'SYS:HH:MM:ss.l', ignore: 'pid,hostname,process' })
    : pino.destination({ dest: 1, sync: true });
};

/**
 * The process's logger: JSON lines, or readable ones on a terminal. Of errors only type, message, code and stack are written, never the
 * fields a driver hangs on them. Bodies, header values, numbers and names of contacts must not be given to it.
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
    destination,
  );
