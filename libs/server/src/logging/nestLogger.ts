import type { LoggerService } from '@nestjs/common';
import type { Logger } from './logger.js';

/** What Nest says while it wires itself: of no use to an operator. */
const CHATTER: ReadonlySet<string> = new Set([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
]);

const contextOf = (more: readonly unknown[]): string | undefined => {
  const last = more.at(-1);
  return typeof last === 'string' ? last : undefined;
};

/** Nest's own messages, as lines of the process's logger. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...more: unknown[]): void {
    const context = contextOf(more);
    const level = context !== undefined && CHATTER.has(context) ? 'debug' : 'info';
    this.logger[level]({ context }, String(message));
  }
  error(message: unknown, ...more: unknown[]): void {
    if (message instanceof Error) this.logger.error({ context: contextOf(more), err: message }, message.message);
    else this.logger.error({ context: contextOf(more) }, String(message));
  }
  warn(message: unknown, ...more: unknown[]): void {
    this.logger.warn({ context: contextOf(more) }, String(message));
  }
  debug(message: unknown, ...more: unknown[]): void {
    this.logger.debug({ context: contextOf(more) }, String(message));
  }
  verbose(message: unknown, ...more: unknown[]): void {
    this.logger.trace({ context: contextOf(more) }, String(message));
  }
  fatal(message: unknown, ...more: unknown[]): void {
    this.logger.fatal({ context: contextOf(more) }, String(message));
  }
}
