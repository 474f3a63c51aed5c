import { Global, Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import type { Registry } from 'prom-client';
import { RULES, type Rules } from '#domain';
import type { ProcessStores } from '#stores';
import { HealthController } from './health/health.controller.js';
import { HealthChecks } from './health/healthChecks.js';
import { ProblemFilter } from './http/problem.filter.js';
import type { Logger } from './logging/logger.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { ApiKeyGuard } from './security/apiKey.guard.js';
import type { KeyFiles } from './security/keyFiles.js';
import { Sessions } from './security/sessions.js';
import { sessionSecret } from './security/sessionSecret.js';
import { Viewers } from './security/viewers.js';
import type { Settings } from './settings/readSettings.js';
import * as token from './tokens.js';

/** What a process is made of before its own modules come in. */
export interface ServerParts {
  readonly settings: Settings;
  readonly stores: ProcessStores;
  readonly logger: Logger;
  readonly clock: token.Clock;
  readonly metrics: Registry;
  readonly keyFiles: KeyFiles;
  /** Default: the program's own. A test's program may have others. */
  readonly rules?: Rules;
}

const CLOSING = Symbol('Closing');

const checksOf = ({ log, readModels }: ProcessStores): HealthChecks => {
  const health = new HealthChecks();
  health.add('eventLog', () => log.head());
  if (readModels !== null) health.add('readModels', () => readModels.ping());
  return health;
};

/** What all processes share, under the tokens of tokens.ts; `/health/*` and `/metrics`; API keys and problem+json for every route. */
@Global()
@Module({ controllers: [HealthController, MetricsController] })
export class ServerModule implements OnApplicationShutdown {
  constructor(@Inject(CLOSING) private readonly parts: Pick<ServerParts, 'stores' | 'keyFiles'>) {}

  static with(parts: ServerParts): DynamicModule {
    const { apiKeys } = parts.keyFiles;
    const sessions = new Sessions(apiKeys, () => sessionSecret(parts.settings, parts.logger), parts.clock);
    const values = [
      { provide: token.EVENT_LOG, useValue: parts.stores.log },
      ...(parts.stores.readModels === null ? [] : [{ provide: token.READ_MODELS, useValue: parts.stores.readModels }]),
      { provide: token.STORES, useValue: parts.stores },
      { provide: token.SETTINGS, useValue: parts.settings },
      { provide: token.LOGGER, useValue: parts.logger },
      { provide: token.CLOCK, useValue: parts.clock },
      { provide: token.METRICS, useValue: parts.metrics },
      { provide: token.HEALTH, useValue: checksOf(parts.stores) },
      { provide: token.WEBHOOK_SOURCES, useValue: parts.keyFiles.webhookSources },
      { provide: token.SESSIONS, useValue: sessions },
      { provide: token.VIEWERS, useValue: new Viewers(apiKeys, sessions) },
      { provide: token.RULES, useValue: parts.rules ?? RULES },
    ];
    return {
      module: ServerModule,
      providers: [
        ...values,
        { provide: CLOSING, useValue: parts },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: ApiKeyGuard },
      ],
      exports: values.map(({ provide }) => provide),
    };
  }

  /** Last of all: requests are answered and loops have ended by now. */
  async onApplicationShutdown(): Promise<void> {
    this.parts.keyFiles.close();
    await this.parts.stores.close();
  }
}
