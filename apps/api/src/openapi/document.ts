import { Module, type DynamicModule, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import {
  CLOCK,
  EVENT_LOG,
  HEALTH,
  LOGGER,
  METRICS,
  READ_MODELS,
  RULES,
  SESSION_COOKIE,
  SESSIONS,
  SETTINGS,
  VIEWERS,
} from '#server';
import { ApiModule } from '../api.module.js';
import { ANSWER_SCHEMAS } from './answerSchemas.js';
import { CALL_SCHEMAS } from './callSchemas.js';
import { PROBLEM_SCHEMAS } from './problemSchema.js';

const DESCRIPTION = [
  'Calls of a contact centre, made from the events its platform sends.',
  'Times are ISO 8601 UTC. What is not known is null, never 0. `asOf` says up to when an answer is complete.',
  'Parameters may be repeated: any of the values will do. An unknown parameter is refused, and where a known one is near, it is named.',
].join('\n\n');

const CONFIG = new DocumentBuilder()
  .setOpenAPIVersion('3.1.0')
  .setTitle('Call analytics')
  .setDescription(DESCRIPTION)
  .setVersion('1')
  .addTag('calls', 'The dialogs of one engagement together; in a campaign, one attempt on a record.')
  .addTag('legs', "One party's connection to the platform.")
  .addTag('records', 'Cases to call in a voice campaign.')
  .addTag('statistics', 'Figures over calls.')
  .addTag('quality', 'How good the data is that the calls were made of.')
  .addTag('exports', 'All calls or legs that pass the filters, as a file.')
  .addTag('changes', 'What has changed since: for whoever keeps a copy of the calls.')
  .addTag('session', 'Signing in and out, for browsers.')
  .addTag('projections', 'How far the read models have come.')
  .addTag('rebuilds', 'Building the read models again, what that changes, and switching to them. For admins.')
  .addBearerAuth(
    { type: 'http', scheme: 'bearer', description: 'An API key. Not needed where none are configured.' },
    'key',
  )
  .addCookieAuth(
    SESSION_COOKIE,
    { type: 'apiKey', in: 'cookie', description: 'What POST /v1/session sets: it stands for an API key.' },
    'session',
  )
  .addSecurityRequirements('key')
  .addSecurityRequirements('session')
  .build();

/** The OpenAPI document of the read API, from its controllers and tables; the same in whatever process they run. */
export const openapiDocument = (app: INestApplication): OpenAPIObject => {
  const document = SwaggerModule.createDocument(app, CONFIG, {
    include: [ApiModule],
    operationIdFactory: (_controller, method) => method,
  });
  const schemas = { ...CALL_SCHEMAS, ...ANSWER_SCHEMAS, ...PROBLEM_SCHEMAS };
  return { ...document, components: { ...document.components, schemas } };
};

/**
 * Serves the document at `/openapi.json` and a page to try it out at `/docs`. To be called before the process listens. The document is made
 * when it is asked for first: that takes a tenth of a second, which no start has to wait for.
 */
export const serveDocs = (app: INestApplication): void => {
  SwaggerModule.setup('docs', app, () => openapiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Call analytics',
  });
};

/** The API with nothing behind it: enough to look at its controllers. */
@Module({})
class ApiAlone {
  static create(): DynamicModule {
    const nothing = [CLOCK, EVENT_LOG, HEALTH, LOGGER, METRICS, READ_MODELS, RULES, SESSIONS, SETTINGS, VIEWERS].map(
      (provide) => ({
        provide,
        useValue: null,
      }),
    );
    const exports = nothing.map(({ provide }) => provide);
    return { module: ApiAlone, global: true, imports: [ApiModule], providers: nothing, exports };
  }
}

/** The document as it is kept in the repository. Looks at the controllers only: nothing is started, no store is opened. */
export const openapiText = async (): Promise<string> => {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest declares plain options as a class
  const app = await NestFactory.create(ApiAlone.create(), new FastifyAdapter(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  return `${JSON.stringify(openapiDocument(app), null, 2)}\n`;
};
